"""What `infer`, `evaluate` and `calibrate` share of `--model`: options and the reader."""

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING

from boneage_kp.cli.regional_reader import is_regional, make_regional_reader

if TYPE_CHECKING:
    from boneage_kp.engine.whole_image.reader import AgeReader

VIEWS = 10


def add_holistic(parser: argparse.ArgumentParser) -> "argparse._ArgumentGroup":
    """The options; the group, for a command's own."""
    group = parser.add_argument_group("whole-image systems (docs/holistic.md)")
    group.add_argument(
        "--model", metavar="holistic/NAME", help="a whole-image system, with its own --weights"
    )
    group.add_argument(
        "--views",
        type=int,
        metavar="N",
        help=f"turned and mirrored views averaged over ({VIEWS}); 1: the film as it lies",
    )
    return group


def refuse_others(args: argparse.Namespace, names: Iterable[str]) -> None:
    """Refuse options that have no meaning with --model.

    names:  of options as they stand in `args`; set ones are refused.
    """
    for name in names:
        if getattr(args, name):
            option = name.replace("_", "-").replace("from-reading", "from")
            raise ValueError(f"--{option} does not go with --model {args.model}; leave it out")


def refuse_alone(args: argparse.Namespace, names: Iterable[str]) -> None:
    """Refuse options that mean something with --model only."""
    for name in names:
        if getattr(args, name):
            raise ValueError(
                f"--{name} goes with --model holistic/NAME; give that, or leave it out"
            )


def make_reader(args: argparse.Namespace, calibrated: bool = True) -> "AgeReader":
    """The reader by --model, --weights, --views and --bf16."""
    if is_regional(args.model):
        return make_regional_reader(args, calibrated)
    from boneage_kp.engine.whole_image.network import system_asked_for
    from boneage_kp.engine.whole_image.reader import AgeReader
    from boneage_kp.engine.whole_image.views import check_views

    system = system_asked_for(args.model)
    views = check_views(VIEWS if args.views is None else args.views)
    if not args.weights:
        raise ValueError(
            f"--model {args.model} comes without weights; train configs/holistic/{system}.py and "
            "give --weights FILE, several for an ensemble"
        )
    return AgeReader.from_weights(args.weights, system, views, args.bf16, calibrated)
