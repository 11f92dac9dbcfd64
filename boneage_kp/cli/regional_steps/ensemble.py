"""Fit the linear ensemble over regions, heads and sexes; its table and its plot.

TRUTH is a validation set that no member was trained on: a COCO file with bone ages, or a CSV of the
RSNA challenge's form beside its films. Give films as they will be read, with the same --mask and
--detector; without --detector the labels of TRUTH register them. OUT then holds ensemble.json
(`infer --model regional/OUT/ensemble.json`), table.txt, table.json, answers.csv and stages.png.
"""

import argparse
import csv
import importlib.util
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from boneage_kp.cli.progress import Progress

if TYPE_CHECKING:
    from boneage_kp.engine.regional.ensemble_file import RegionalEnsemble
    from boneage_kp.engine.regional.region_network import RegionNetwork
    from boneage_kp.study.regional.ensemble.answers import Answers

NAME = "ensemble"
SUMMARY = "weights of regions, heads and sexes fitted on a validation set; table and plot"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("truth", type=Path, metavar="TRUTH", help="COCO file, or RSNA table")
    parser.add_argument(
        "--members", type=Path, nargs="+", required=True, metavar="FILE", help="weights of regions"
    )
    parser.add_argument("--output", "-o", type=Path, required=True, metavar="OUT", help="a folder")
    parser.add_argument("--mask", type=Path, metavar="FILE", help="weights of the hand mask")
    parser.add_argument("--detector", type=Path, metavar="FILE", help="a bone detector's weights")
    parser.add_argument("--images", type=Path, metavar="DIR", help="where file names start from")
    parser.add_argument("--limit", type=int, metavar="N", help="the first N films")


def run(args: argparse.Namespace) -> int:
    from boneage_kp.data.films_with_ages import films_with_ages
    from boneage_kp.engine.regional.ensemble_file import write_ensemble
    from boneage_kp.engine.regional.hand_points import DetectedPoints
    from boneage_kp.engine.regional.mask_network import MaskNetwork
    from boneage_kp.engine.regional.region_network import RegionNetwork
    from boneage_kp.study.regional.ensemble.answers import answers_of

    members = [RegionNetwork.from_weights(path) for path in args.members]
    _check(members, args)
    records, root = films_with_ages(args.truth, args.images)
    records = records[: args.limit]
    bar = Progress("films", len(records))
    answers = answers_of(
        members,
        records,
        root,
        mask=None if args.mask is None else MaskNetwork.from_weights(args.mask),
        registration=None if args.detector is None else DetectedPoints.from_weights(args.detector),
        on_film=lambda done: bar.update(done, done),
    )
    bar.close(len(records))
    if answers.unregistered:
        warn(
            f"{answers.unregistered} of {len(answers.names)} films have no points to register "
            "them by and were taken as they lie"
        )
    args.output.mkdir(parents=True, exist_ok=True)
    write_ensemble(_ensemble(answers, members, args), args.output / "ensemble.json")
    _write_tables(answers, members, args.output)
    print(f"read with it: boneage-kp infer FILM --model regional/{args.output}/ensemble.json")
    return 0


def warn(text: str) -> None:
    print(f"boneage-kp regional ensemble: {text}", file=sys.stderr)


def _check(members: Sequence["RegionNetwork"], args: argparse.Namespace) -> None:
    digests = [member.network.digest for member in members]
    for member in members:
        if digests.count(member.network.digest) > 1:
            raise ValueError(f"--members: {member.path} stands there twice; leave one of them out")
    on_black = [member for member in members if member.on_black]
    if on_black and args.mask is None:
        warn(
            f"{len(on_black)} of {len(members)} members were trained on hands without background, "
            "and --mask gives no network to take it away: films go in as they are"
        )


def _ensemble(
    answers: "Answers", members: Sequence["RegionNetwork"], args: argparse.Namespace
) -> "RegionalEnsemble":
    from boneage_kp.engine.network import file_digest
    from boneage_kp.engine.regional.ensemble_file import NamedFile, RegionalEnsemble
    from boneage_kp.study.regional.ensemble.combinations import combinations

    return RegionalEnsemble(
        members=[NamedFile.of(member.path, args.output) for member in members],
        mask=None if args.mask is None else NamedFile.of(args.mask, args.output),
        points=None if args.detector is None else NamedFile.of(args.detector, args.output),
        combinations=combinations(answers, members),
        fitted_on={
            "method": "non-negative least squares with a free intercept",
            "members": [member.name for member in members],
            "films": len(answers.names),
            "truth_sha256": file_digest(args.truth),
            "registered_by": "labels" if args.detector is None else "detector",
            "unregistered": answers.unregistered,
        },
    )


def _write_tables(answers: "Answers", members: Sequence["RegionNetwork"], folder: Path) -> None:
    from boneage_kp.film.whole_file import whole_text_file, write_whole
    from boneage_kp.study.regional.ensemble.combinations import readers
    from boneage_kp.study.regional.ensemble.table import document, table

    rows = readers(answers, members)
    text = table(rows, answers).text()
    print(f"\n{text}\n")
    with whole_text_file(folder / "table.txt") as file:
        file.write(text + "\n")
    with whole_text_file(folder / "table.json") as file:
        json.dump(document(rows, answers), file, indent=1, allow_nan=False)
    with whole_text_file(folder / "answers.csv") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["film", "sex", "bone_age_months", *(row.name for row in rows)])
        for i, name in enumerate(answers.names):
            said = ["" if m != m else f"{m:.3f}" for m in (row.months[i] for row in rows)]
            writer.writerow([name, answers.sexes[i] or "", answers.truth_months[i], *said])
    if importlib.util.find_spec("matplotlib") is None:
        warn("the plot is left out: matplotlib is missing; pip install 'boneage-kp[study]'")
        return
    from boneage_kp.evaluation.plots import png
    from boneage_kp.study.regional.ensemble.plot import stage_figure

    figure = stage_figure(rows, answers)
    if figure is not None:
        write_whole(folder / "stages.png", png(figure))
