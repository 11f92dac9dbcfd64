"""Measure how fast a part of the package is on this machine.

    boneage-kp benchmark phantoms
    boneage-kp benchmark scoring

To add a benchmark: `study/<name>_benchmark.py` with the four names of a command (see `cli`);
it is found by being there.
"""

import argparse
import importlib
from pathlib import Path

import boneage_kp.study
from boneage_kp.cli.main import commands

NAME = "benchmark"
SUMMARY = "Measure the speed of scoring, phantoms and other parts"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    known = _benchmarks()
    lines = [f"{name} ({summary})" for name, (_, summary) in known.items()]
    parser.add_argument("which", choices=sorted(known), help="; ".join(lines))
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="its own options; --help lists them")


def run(args: argparse.Namespace) -> int:
    module_name, summary = _benchmarks()[args.which]
    module = importlib.import_module(f"boneage_kp.study.{module_name}")
    parser = argparse.ArgumentParser(
        prog=f"boneage-kp {NAME} {args.which}",
        description=module.__doc__ or summary,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    module.add_arguments(parser)
    return int(module.run(parser.parse_args(args.rest)))


def _benchmarks() -> dict[str, tuple[str, str]]:
    """Name -> (module, summary) of what lies in `study`."""
    return commands(Path(boneage_kp.study.__file__).parent)
