"""The single checks behind `boneage-kp doctor`: each looks at one thing and returns findings."""

import contextlib
import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from boneage_kp.cli.doctor_requirements import (
    BASE,
    PYPROJECT,
    Requirement,
    by_extra,
    installed_version,
)

OPENCV_BUILDS = ("opencv-python", "opencv-python-headless")
EXAMPLE_HAND = "radius=G ulna=F mc1=G mc3=G mc5=F pp1=G pp3=G pp5=G mp3=G mp5=F dp1=G dp3=G dp5=G"
PIP = f"{sys.executable} -m pip"


class State(Enum):
    """How a thing stands; the value is the mark printed before it."""

    OK = "ok"
    NOTE = "--"  # absent or different, and nothing that was asked for depends on it
    WRONG = "!!"


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's screen; `cure` is what to do about it."""

    state: State
    subject: str
    words: str
    cure: str = ""


def python_finding(running: tuple[int, int, int] = sys.version_info[:3]) -> Finding:
    """Whether this Python is new enough."""
    words = f"{'.'.join(map(str, running))} ({sys.executable})"
    if running < (3, 11):
        return Finding(State.WRONG, "python", words, "boneage_kp needs Python 3.11 or newer")
    return Finding(State.OK, "python", words)


def requirement_findings(requirements: list[Requirement]) -> list[Finding]:
    """One line for what the package needs, one for each extra; every shortfall with its cure."""
    if not requirements:
        cure = f"{PIP} install --editable .   (in the repository)"
        return [Finding(State.WRONG, "requirements", "this copy carries no list of them", cure)]
    findings = []
    for extra, group in by_extra(_with_either_opencv(requirements)).items():
        subject = f"[{extra}]" if extra else "base"
        unmet = [r for r in group if not r.is_met]
        met = ", ".join(f"{r.name} {r.installed}" for r in group if r.is_met)
        if not unmet:
            findings.append(Finding(State.OK, subject, met))
            continue
        cure = requirement_cure(extra, unmet)
        if extra != BASE and not any(r.installed for r in group):
            names = ", ".join(r.name for r in group)
            findings.append(Finding(State.NOTE, subject, f"not installed: {names}", cure))
            continue
        words = "; ".join(_shortfall(r) for r in unmet)
        state = State.WRONG if extra == BASE or _is_too_old(unmet) else State.NOTE
        findings.append(Finding(state, subject, f"{words}{'; there: ' + met if met else ''}", cure))
    return findings


def requirement_cure(extra: str, unmet: list[Requirement], pyproject: Path = PYPROJECT) -> str:
    """The pip command for what is lacking: in a clone with the versions that were tested.

    The constraints matter for [train]: an open `torch` may bring several GB of CUDA packages.
    """
    constraints = pyproject.with_name("constraints.txt")
    if not constraints.exists():
        return f"{PIP} install {' '.join(r.asks for r in unmet)}"
    package = f"{pyproject.parent}[{extra}]" if extra else str(pyproject.parent)
    return f"{PIP} install -c {constraints} -e '{package}'"


def _with_either_opencv(requirements: list[Requirement]) -> list[Requirement]:
    """OpenCV's headless build serves as well as the one asked for: it is the same cv2."""
    gui, headless = OPENCV_BUILDS
    return [
        Requirement(headless, r.extra, r.floor, installed)
        if r.name == gui and r.installed is None and (installed := installed_version(headless))
        else r
        for r in requirements
    ]


def _is_too_old(unmet: list[Requirement]) -> bool:
    return any(r.installed for r in unmet)


def _shortfall(requirement: Requirement) -> str:
    if requirement.installed is None:
        return f"{requirement.name} is missing"
    return f"{requirement.name} {requirement.installed} is older than {requirement.floor}"


def opencv_finding(builds: Mapping[str, str], error: str) -> Finding:
    """Whether exactly one OpenCV stands here and loads.

    builds:  {distribution: version} of the OpenCV builds installed.
    error:   what `import cv2` said, "" when it works.
    """
    gui, headless = OPENCV_BUILDS
    listed = ", ".join(f"{name} {version}" for name, version in builds.items()) or "no build"
    if len(builds) > 1:
        words = f"{listed}: two builds share one cv2 folder and break each other"
        cure = (
            f"{PIP} uninstall -y {gui} {headless} && {PIP} install --no-deps {gui}=={builds[gui]}"
        )
        return Finding(State.WRONG, "opencv", words, cure)
    if not error:
        return Finding(State.OK, "opencv", f"{listed} loads")
    if gui in builds:
        cure = (
            f"{PIP} uninstall -y {gui} && {PIP} install --no-deps {headless}=={builds[gui]}\n"
            "or, on Debian/Ubuntu: sudo apt install libgl1 libglib2.0-0 libxcb1"
        )
    else:
        cure = f"{PIP} install {headless}"
    return Finding(State.WRONG, "opencv", f"{listed}; `import cv2` fails: {error}", cure)


def installed_opencv() -> tuple[dict[str, str], str]:
    """The OpenCV builds installed with their versions, and what `import cv2` says."""
    builds = {name: version for name in OPENCV_BUILDS if (version := installed_version(name))}
    try:
        import cv2  # noqa: F401
    except ImportError as fault:
        return builds, str(fault)
    return builds, ""


def weights_findings(folder: Path | None = None) -> list[Finding]:
    """Which networks are shipped, for what, and whether their checksums hold."""
    from boneage_kp.engine.shipped import FOLDER, ShippedWeightsError, read_manifest, shipped

    folder = folder or FOLDER
    cure = "install the package again, or `git checkout` this folder in a clone"
    try:
        entries = read_manifest(folder)
    except ShippedWeightsError as fault:
        return [Finding(State.WRONG, "weights", str(fault), cure)]
    if not entries:
        words = f"none are shipped ({folder}): stages can be scored, films cannot be read"
        return [Finding(State.NOTE, "weights", words)]
    findings = []
    for entry in entries:
        try:
            path = shipped(entry.roles[0], folder)
        except ShippedWeightsError as fault:
            findings.append(Finding(State.WRONG, "weights", str(fault), cure))
            continue
        roles = " and ".join(entry.roles)
        words = f"{roles}: {path} ({entry.input_size_px} px, SHA-256 {entry.sha256[:12]}…)"
        findings.append(Finding(State.OK, "weights", words))
    return findings


def standards_findings() -> list[Finding]:
    """Whether every scoring standard's tables load, each with the digest that results carry."""
    from boneage_kp.standards import list_standards, load_standard

    findings, loaded = [], []
    for name, folder in list_standards().items():
        try:
            loaded.append(f"{name} {load_standard(name).digest[:8]}")
        except (ValueError, OSError) as fault:
            first, *rest = str(fault).splitlines() or [type(fault).__name__]
            words = f"{name}: {first}" + (f" (and {len(rest)} more lines)" if rest else "")
            findings.append(Finding(State.WRONG, "standards", words, f"look at {folder}"))
    if loaded:
        findings.insert(0, Finding(State.OK, "standards", ", ".join(loaded)))
    return findings or [Finding(State.WRONG, "standards", "none found", "install again")]


def main_job_finding() -> Finding:
    """Scores an example hand by the command a user would type; nothing of it is printed."""
    from boneage_kp.cli.main import main

    out, err = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(["score", "--sex", "F", *EXAMPLE_HAND.split()])
    except Exception as fault:  # the doctor reports whatever breaks, it never breaks itself
        code = 1
        err.write(f"{type(fault).__name__}: {fault}")
    if code == 0:
        return Finding(State.OK, "main job", "an example hand is scored")
    said = (err.getvalue().strip() or "no word of why").splitlines()[0]
    return Finding(
        State.WRONG,
        "main job",
        f"scoring an example hand fails (exit {code}): {said}",
        f"boneage-kp score --sex F {EXAMPLE_HAND}",
    )
