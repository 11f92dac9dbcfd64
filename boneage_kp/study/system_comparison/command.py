"""All systems, one budget, the same phantoms: which reads bone age how well after so much training.

    boneage-kp benchmark systems --output out/systems --minutes 4 --size 192 --film-px 384 \\
        --doc docs/comparison.md
    boneage-kp benchmark systems --output out/systems --images 2000 --real FILMS.json
    boneage-kp benchmark systems --output DIR --images 8 --size 80 --systems tj_net detector \\
        --set tj_net:model.width=0.1 --set "fpn_*:model.backbone.model_name=resnet10t"

Rows are every config of configs/holistic, the regional pipeline, a detector that is trained within
the budget, and the shipped one, which is not. Phantoms are drawn once, into OUTPUT/films; each
network trains into a folder of OUTPUT, and one that is trained is not trained again: stopped, the
same command goes on. --set NAME:KEY=VALUE is for networks of that name, without NAME for all. The
table goes to the screen, OUTPUT/systems.md and .json, and between the marks of --doc. No film of a
person is needed; --real adds ranks on your own. docs/comparison.md says how to read it.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from boneage_kp.study.ablation.table import put_between_markers
from boneage_kp.study.system_comparison.budget import Budget
from boneage_kp.study.system_comparison.systems import (
    NO_POINTS,
    chosen,
    known_systems,
    overrides_by_part,
)

if TYPE_CHECKING:
    from boneage_kp.study.system_comparison.systems import System

NAME = "systems"
SUMMARY = "whole-image systems, regional pipeline and detector: trained alike, compared in a table"

REGIONAL_PARTS = ("hand_mask", "a_regression", "b_regression", "c_regression")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--output", type=Path, required=True, metavar="DIR", help="films and runs")
    budget = parser.add_mutually_exclusive_group(required=True)
    budget.add_argument("--images", type=int, metavar="N", help="each is trained on, repeats count")
    budget.add_argument("--minutes", type=float, metavar="M", help="of training for each")
    parser.add_argument("--systems", nargs="+", metavar="NAME", help="rows (all)")
    parser.add_argument("--size", type=int, metavar="PX", help="input of all (that of each config)")
    parser.add_argument("--set", action="append", default=[], metavar="[NAME:]KEY=VALUE")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of weights (0)")
    parser.add_argument("--configs", type=Path, default=Path("configs"), metavar="DIR")
    parser.add_argument(
        "--detector", type=Path, metavar="FILE", help="config of the one to train (fpn_r18)"
    )
    parser.add_argument(
        "--regional",
        nargs="+",
        default=list(REGIONAL_PARTS),
        metavar="PART",
        help=f"networks of the pipeline ({' '.join(REGIONAL_PARTS)})",
    )
    parser.add_argument(
        "--points", metavar="FILE", help="detector of the pipeline (the shipped one), or 'none'"
    )
    films = parser.add_argument_group("films")
    films.add_argument("--train", type=int, default=600, metavar="N", help="phantoms (600)")
    films.add_argument("--fit", type=int, default=60, metavar="N", help="for the ensemble (60)")
    films.add_argument("--held-out", type=int, default=100, metavar="N", help="measured on (100)")
    films.add_argument(
        "--film-px", type=int, metavar="PX", help="of phantoms (1.4 times the input)"
    )
    films.add_argument("--real", type=Path, metavar="FILE", help="COCO file or RSNA table of yours")
    reading = parser.add_argument_group("reading")
    reading.add_argument("--views", type=int, default=1, metavar="N", help="whole-image (1)")
    reading.add_argument("--bf16", action="store_true", help="faster where there is bfloat16")
    reading.add_argument("--rounds", type=int, default=5, metavar="N", help="timed (5)")
    parser.add_argument("--doc", type=Path, metavar="FILE", help="put the table into this page")


def run(args: argparse.Namespace) -> int:
    from boneage_kp.film.whole_file import whole_text_file
    from boneage_kp.study.sweep.results import write_table
    from boneage_kp.study.system_comparison.rows import conditions, rows_of
    from boneage_kp.study.system_comparison.table import to_json, to_markdown

    budget, systems = _checked(args)
    page = None if args.doc is None else args.doc.read_text(encoding="utf-8")
    if page is not None:
        put_between_markers(page, "", str(args.doc))  # refused now, not after hours
    rows, plan = rows_of(args, systems, budget)
    facts, table = conditions(args, plan), to_markdown(rows)
    write_table(args.output, NAME, facts, table, to_json(rows), left=0)
    if page is not None:
        with whole_text_file(args.doc) as file:
            file.write(put_between_markers(page, f"{facts}\n\n{table}", str(args.doc)))
    return 0


def _checked(args: argparse.Namespace) -> "tuple[Budget, list[System]]":
    """The budget and the rows, everything refused that can be before films are drawn."""
    from boneage_kp.engine.whole_image.views import check_views

    budget = Budget(args.images, args.minutes)
    check_views(args.views)
    for name in ("train", "fit", "held_out", "rounds"):
        if getattr(args, name) < 1:
            option = name.replace("_", "-")
            raise ValueError(f"--{option} {getattr(args, name)}: a whole number from 1 is wanted")
    if args.seed < 0:
        raise ValueError(f"--seed {args.seed}: a whole number from 0 is wanted")
    for name in ("real", "points"):
        given = getattr(args, name)
        if given not in (None, NO_POINTS) and not Path(given).is_file():
            raise ValueError(f"--{name} {given}: there is no such file")
    detector = args.detector or args.configs / "fpn_r18.py"
    systems = chosen(known_systems(args.configs, detector, args.regional), args.systems)
    overrides_by_part(systems, args.set)
    return budget, systems
