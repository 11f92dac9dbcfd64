"""The regional pipeline step by step: masks, points, ensemble.

    boneage-kp regional masks --films FILMS --output OUT
    boneage-kp regional prepare TRUTH --output OUT --mask W --weights DETECTOR
    boneage-kp regional ensemble TRUTH --members W [W ...] --output OUT

Networks are trained by `boneage-kp train configs/regional/...`; docs/regional.md has the order. To
add a step: `cli/regional_steps/<name>.py` with the four names of a command; it is found by being
there.
"""

import argparse
import importlib
from pathlib import Path

import boneage_kp.cli.regional_steps
from boneage_kp.cli.main import commands

NAME = "regional"
SUMMARY = "The regional pipeline: hand masks, registered points, an ensemble over regions"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    known = _steps()
    lines = [f"{name} ({summary})" for name, (_, summary) in known.items()]
    parser.add_argument("which", choices=sorted(known), help="; ".join(lines))
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="its own options; --help lists them")


def run(args: argparse.Namespace) -> int:
    module_name, summary = _steps()[args.which]
    module = importlib.import_module(f"boneage_kp.cli.regional_steps.{module_name}")
    parser = argparse.ArgumentParser(
        prog=f"boneage-kp {NAME} {args.which}",
        description=module.__doc__ or summary,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    module.add_arguments(parser)
    return int(module.run(parser.parse_args(args.rest)))


def _steps() -> dict[str, tuple[str, str]]:
    """Name -> (module, summary) of the steps."""
    return commands(Path(boneage_kp.cli.regional_steps.__file__).parent)
