"""`--model regional/ENSEMBLE.json`: an ensemble of regional networks in place of one system."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from boneage_kp.engine.regional.reader import RegionalReader

PREFIX = "regional/"
_ALONE = "holistic/regional_vgg"


def is_regional(model: str) -> bool:
    """Whether --model names the regional pipeline."""
    return model.startswith(PREFIX) or model == _ALONE


def make_regional_reader(args: argparse.Namespace, calibrated: bool) -> "RegionalReader":
    """The reader by --model, --weights (a bone detector here) and --bf16.

    `args.weights` then is what the reader names its intervals by, for `calibrate` to write them.
    """
    from boneage_kp.engine.regional.hand_points import WholeFilm
    from boneage_kp.engine.regional.reader import RegionalReader

    if args.model == _ALONE:
        raise ValueError(
            f"--model {_ALONE}: one regional network reads a region, not a film; put those you "
            "have together with boneage-kp regional ensemble and give --model regional/FILE.json"
        )
    if args.views not in (None, 1):
        raise ValueError(
            f"--views {args.views} does not go with --model {PREFIX}...: films are registered, so "
            "each is seen once; leave it out"
        )
    weights = args.weights or [None]
    if len(weights) > 1:
        raise ValueError(
            f"--weights: {len(weights)} files; with --model {PREFIX}... it is one bone detector, "
            "which finds the points"
        )
    path = Path(args.model.removeprefix(PREFIX))
    reader = RegionalReader.from_file(path, weights[0], args.bf16, calibrated)
    if isinstance(reader.parts.registration, WholeFilm):
        print(
            f"boneage-kp: {path.name} names no bone detector and --weights gives none: films are "
            "taken as they lie, upright with the whole hand on them, and regions lie accordingly",
            file=sys.stderr,
        )
    args.weights = [reader.intervals_named_by]
    return reader
