"""The learning-rate range test of a config: loss over a rate that rises from step to step.

    boneage-kp benchmark lr-range configs/holistic/resnet_study.py --output out/lr_range
    boneage-kp benchmark lr-range CONFIG --output DIR --low 1e-6 --high 1 --steps 100

Into DIR go lr_range.csv, a row a step, and lr_range.svg. Nothing is trained: the weights are put
back at the end and not kept. Any config that tools/train.py takes.
"""

import argparse
from pathlib import Path

from boneage_kp.study.lr_range.rates import HIGH, LOW, STEPS, check_range

NAME = "lr-range"
SUMMARY = "learning-rate range test of a config: loss over a rising rate, plot and table"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("config", type=Path, help="of configs/, as train takes it")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--low", type=float, default=LOW, help=f"first rate ({LOW:g})")
    parser.add_argument("--high", type=float, default=HIGH, help=f"last rate ({HIGH:g})")
    parser.add_argument("--steps", type=int, default=STEPS, help=f"({STEPS})")


def run(args: argparse.Namespace) -> int:
    from boneage_kp.engine.config_file import read_config
    from boneage_kp.study.lr_range.curve import range_of
    from boneage_kp.study.lr_range.results import PLOT, TABLE, said_of, write_range

    check_range(args.low, args.high, args.steps)
    settings, _ = read_config(args.config, args.set)
    curve = range_of(settings, args.low, args.high, args.steps)
    args.output.mkdir(parents=True, exist_ok=True)
    write_range(args.output, curve)
    print(f"{len(curve.rows)} of {args.steps} steps. {said_of(curve)}")
    print(f"{args.output / TABLE}, {args.output / PLOT}")
    return 0
