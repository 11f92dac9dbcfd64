"""The options that all sweeps have."""

import argparse
import math
from collections.abc import Sequence
from pathlib import Path


def add_sweep_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--output", type=Path, required=True, metavar="DIR", help="runs and table")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0], help="(0)")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="for all; as of train"
    )
    parser.add_argument("--steps", type=int, metavar="N", help="of training a run (the config's)")
    parser.add_argument(
        "--budget", type=float, metavar="MINUTES", help="begin no run after them; call again"
    )
    parser.add_argument(
        "--phantoms", type=Path, metavar="DIR", help="train on this folder; made if not there"
    )
    parser.add_argument("--validation", type=int, metavar="N", help="phantoms (the config's)")


def check_sweep_arguments(args: argparse.Namespace) -> None:
    for name in ("steps", "validation"):
        given = getattr(args, name)
        if given is not None and given < 1:
            raise ValueError(f"--{name} {given}: a whole number from 1 on is wanted")
    if args.budget is not None and not 0 <= args.budget < math.inf:
        raise ValueError(f"--budget {args.budget}: minutes from 0 on are wanted")
    check_seeds(args.seeds)


def check_seeds(seeds: Sequence[int]) -> None:
    if len(set(seeds)) < len(seeds) or min(seeds) < 0:
        raise ValueError(f"--seeds {seeds}: different whole numbers from 0 on are wanted")
