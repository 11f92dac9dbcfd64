"""The ResNet study: depth, normalisation, schedule, optimizer and L2, one page at the end.

    boneage-kp benchmark resnet-study configs/holistic/resnet_study.py --output out/resnet_study
    boneage-kp benchmark resnet-study CONFIG --output DIR --axes network normalisation --cross
    boneage-kp benchmark resnet-study CONFIG --output DIR --steps 300 --budget 60

What is varied stands in the config's `_grid`; without --cross one axis at a time. Each network
trains into OUTPUT/<setting>/<seed>/; one that is finished is not run again.
OUTPUT/study.html has table, curves, range tests and features; study.md and study.json the table.
docs/resnet_study.md says more.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from boneage_kp.film.whole_file import whole_text_file
from boneage_kp.study.lr_range.rates import STEPS as RANGE_STEPS
from boneage_kp.study.sweep.arguments import add_sweep_arguments, check_sweep_arguments

if TYPE_CHECKING:
    from boneage_kp.study.resnet_study.grid import Setting
    from boneage_kp.study.resnet_study.runs import StudyRuns

NAME = "resnet-study"
SUMMARY = "ResNets of three depths: normalisation, schedules, optimizers; one page with curves"

_RANGE_AXIS = "optimizer"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("config", type=Path, help="with a _grid, which says what is varied")
    parser.add_argument("--axes", nargs="+", metavar="AXIS", help="of the grid (all)")
    parser.add_argument("--cross", action="store_true", help="every combination of the axes")
    add_sweep_arguments(parser)
    parser.add_argument(
        "--range-steps",
        type=int,
        default=RANGE_STEPS,
        metavar="N",
        help=f"({RANGE_STEPS}); 0: none",
    )
    parser.add_argument("--no-features", action="store_true", help="no UMAP")


def run(args: argparse.Namespace) -> int:
    from boneage_kp.study.resnet_study.grid import read_grid, settings_to_run
    from boneage_kp.study.resnet_study.runs import (
        StudyRuns,
        range_run,
        range_tests,
        train_and_read,
    )
    from boneage_kp.study.sweep.loop import run_sweep
    from boneage_kp.study.sweep.plan import planned
    from boneage_kp.study.sweep.results import conditions

    check_sweep_arguments(args)
    if args.range_steps and args.range_steps < 3:
        raise ValueError(f"--range-steps {args.range_steps}: 0, or at least 3, is wanted")
    grid = read_grid(args.config, args.set)
    settings = settings_to_run(grid, args.axes or list(grid), args.cross)
    plan = planned(args)
    ranges = [
        range_run(plan, one, args.seeds[0], args.range_steps)
        for one in _to_range(list(grid), settings)
        if args.range_steps
    ]
    range_tests(ranges)
    runs = {
        (one, seed): plan.run(one.name, one.overrides, seed)
        for one in settings
        for seed in args.seeds
    }
    found = run_sweep(list(runs.values()), train_and_read, args.budget)
    study = StudyRuns(plan, tuple(grid), runs, ranges, found)
    _write(args.output, study, conditions(plan, args.seeds), not args.no_features)
    return 0


def _to_range(axes: list[str], settings: "Sequence[Setting]") -> "Sequence[Setting]":
    """The config as it stands, and with other optimizers: a rate suits one of them."""
    from boneage_kp.study.resnet_study.grid import along

    known = _RANGE_AXIS in axes
    return along(axes.index(_RANGE_AXIS), settings) if known else settings[:1]


def _write(folder: Path, study: "StudyRuns", facts: str, features: bool) -> None:
    """Table, JSON and page of what is done so far."""
    from boneage_kp.report.study.page import left_words, study_page
    from boneage_kp.study.resnet_study.page import page_of
    from boneage_kp.study.resnet_study.table import table_of, to_json, to_markdown
    from boneage_kp.study.sweep.results import write_rows

    lines = study.lines()
    table = table_of(study.axes, lines)
    write_rows(folder / "study.json", facts, to_json(study.axes, lines), study.left)
    with whole_text_file(folder / "study.md") as file:
        file.write(f"{facts}\n\n{to_markdown(study.axes, table)}")
    print(f"\n{table.text()}\n\n{facts}")
    if study.left:
        print(left_words(study.left))
    with whole_text_file(folder / "study.html") as file:
        file.write(study_page(page_of(study, lines, facts, features)))
    print(folder / "study.html")
