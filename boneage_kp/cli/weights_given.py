"""`--weights FILE [FILE ...]` of commands that also take films or truths behind it."""

import argparse
from pathlib import Path

ENDINGS = (".safetensors", ".onnx")


def add_weights(group: "argparse._ArgumentGroup | argparse.ArgumentParser", words: str) -> None:
    """The option; its values become paths by `take_weights`."""
    group.add_argument("--weights", nargs="+", metavar="FILE", help=f"{words}; several: --model")


def take_weights(args: argparse.Namespace) -> list[str]:
    """Make `args.weights` a list of paths, or None; what stood behind it and is no weights file.

    The first value is weights, whatever it is called; of the others those with their endings.
    """
    if args.weights is None:
        return []
    first, *others = args.weights
    args.weights = [Path(one) for one in (first, *filter(_is_weights, others))]
    return [one for one in others if not _is_weights(one)]


def only_weights(args: argparse.Namespace) -> None:
    """Make `args.weights` the one path that a bone detector reads with, or None."""
    if args.weights is None:
        return
    if len(args.weights) > 1:
        raise ValueError(
            f"--weights: {len(args.weights)} files; a bone detector is one. Several are the "
            "ensemble of a whole-image system, which --model holistic/NAME names"
        )
    args.weights = args.weights[0]


def _is_weights(text: str) -> bool:
    return Path(text).suffix.lower() in ENDINGS
