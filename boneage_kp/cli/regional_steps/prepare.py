"""Films as the regional networks are trained on them: the hand alone, with its 13 points.

TRUTH is a COCO file, or a CSV of the RSNA challenge's form beside its films. OUT then holds films/
(grey PNG, black outside the hand where --mask is given) and hands.json with points, sexes and bone
ages: --set train_file=OUT/hands.json. Points are the detector's where --weights gives one, else
those of TRUTH. Films whose hand cannot be registered are left out and named in left_out.csv.
"""

import argparse
from pathlib import Path

from boneage_kp.cli.progress import Progress

NAME = "prepare"
SUMMARY = "films with their background taken away and points found, to train regions on"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("truth", type=Path, metavar="TRUTH", help="COCO file, or RSNA table")
    parser.add_argument("--output", "-o", type=Path, required=True, metavar="OUT", help="a folder")
    parser.add_argument("--mask", type=Path, metavar="FILE", help="weights of the hand mask")
    parser.add_argument("--weights", type=Path, metavar="FILE", help="a bone detector's weights")
    parser.add_argument("--images", type=Path, metavar="DIR", help="where file names start from")


def run(args: argparse.Namespace) -> int:
    from boneage_kp.data.films_with_ages import films_with_ages
    from boneage_kp.engine.regional.hand_points import DetectedPoints
    from boneage_kp.engine.regional.mask_network import MaskNetwork
    from boneage_kp.study.regional.prepare import Preparation, prepared

    records, root = films_with_ages(args.truth, args.images)
    if args.weights is None and not any(record.bones for record in records):
        raise ValueError(
            f"{args.truth}: has no points, and --weights gives no bone detector to find them"
        )
    preparation = Preparation(
        root=root,
        folder=args.output,
        mask=None if args.mask is None else MaskNetwork.from_weights(args.mask),
        points=None if args.weights is None else DetectedPoints.from_weights(args.weights),
    )
    bar = Progress("films", len(records))
    kept, left_out = prepared(records, preparation, lambda done: bar.update(done, done))
    bar.close(len(records))
    print(f"{kept}: {len(records) - len(left_out)} of {len(records)} films")
    for name, reason in left_out[:5]:
        print(f"left out: {name}: {reason}")
    return 1 if left_out else 0
