"""Says on one screen what is installed, what will be used, and what to do about what is wrong.

Marks: ok, -- (not there, and nothing asked for it), !! (wrong). Needs no network and changes
nothing. Exit code 1 if the main job, scoring an example hand, could not run.
"""

import argparse
import textwrap

from boneage_kp import __version__
from boneage_kp.cli.doctor_checks import (
    Finding,
    State,
    installed_opencv,
    main_job_finding,
    opencv_finding,
    python_finding,
    requirement_findings,
    standards_findings,
    weights_findings,
)
from boneage_kp.cli.doctor_compute import compute_findings
from boneage_kp.cli.doctor_requirements import declared_requirements

NAME = "doctor"
SUMMARY = "What is installed, what will be used, what to do about what is wrong"
WIDTH = 100
_INDENT = 19


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command takes no arguments."""


def run(args: argparse.Namespace) -> int:
    """Print every finding; 1 if the main job could not run."""
    main_job = main_job_finding()
    findings = [
        python_finding(),
        *requirement_findings(declared_requirements()),
        opencv_finding(*installed_opencv()),
        *compute_findings(),
        *weights_findings(),
        *standards_findings(),
        main_job,
    ]
    print(f"boneage-kp {__version__}: research software, not a medical device\n")
    for finding in findings:
        print(line_of(finding))
    print("\n" + summary(findings, main_job))
    return 1 if main_job.state is State.WRONG else 0


def line_of(finding: Finding) -> str:
    """A finding as text: mark, subject, words; the cure unbroken, so that it can be copied."""
    head = f" {finding.state.value}  {finding.subject:<13} "
    text = textwrap.fill(
        finding.words,
        WIDTH,
        initial_indent=head,
        subsequent_indent=" " * _INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
    cures = [f"{' ' * _INDENT}-> {line}" for line in finding.cure.splitlines()]
    return "\n".join([text, *cures])


def summary(findings: list[Finding], main_job: Finding) -> str:
    """The last line: whether the main job runs, and how much is wrong."""
    wrong = sum(finding.state is State.WRONG for finding in findings)
    runs = "cannot run" if main_job.state is State.WRONG else "runs"
    things = {0: "nothing is wrong", 1: "1 thing is wrong"}.get(wrong, f"{wrong} things are wrong")
    return f"The main job (scoring a hand) {runs}; {things}."
