"""Which blocks of BoneAgeNet matter, how wide and how deep it pays: sweeps from one config.

    boneage-kp benchmark search configs/holistic/bone_age_net_baseline.py --output out/search
    boneage-kp benchmark search CONFIG --output out/search --sweeps width --widths 0.7 1.2
    boneage-kp benchmark search CONFIG --output out/search --steps 600 --budget 60

Each network trains into OUTPUT/<network>/<seed>/; one that is finished is not run again. One table,
with parameters beside the error on the validation films, goes to the screen and to
OUTPUT/search.md and .json. docs/holistic.md says more.
"""

import argparse
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from boneage_kp.film.whole_file import whole_text_file
from boneage_kp.study.holistic_search_points import DEPTHS, WIDTHS, depth_of, sweeps_of
from boneage_kp.study.holistic_search_table import Line, lines_of, to_json, to_markdown
from boneage_kp.study.sweep import (
    add_sweep_arguments,
    check_sweep_arguments,
    conditions,
    run_sweep,
)

NAME = "search"
SUMMARY = "BoneAgeNet's search: which blocks matter, how wide and how deep, parameters beside error"

SWEEPS = ("blocks", "width", "depth")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    told = " ".join("/".join(map(str, depth)) for depth in DEPTHS)
    parser.add_argument("config", type=Path, help="of a BoneAgeNet, where the search starts")
    parser.add_argument("--sweeps", nargs="+", choices=SWEEPS, default=SWEEPS, help="(all)")
    parser.add_argument(
        "--widths", nargs="+", type=float, default=WIDTHS, help=f"({' '.join(map(str, WIDTHS))})"
    )
    parser.add_argument(
        "--depths", nargs="+", type=depth_of, default=DEPTHS, metavar="N5/N7/N9", help=f"({told})"
    )
    add_sweep_arguments(parser)


def run(args: argparse.Namespace) -> int:
    from boneage_kp.study.holistic_search_runs import parameters_of, planned, train_and_validate

    _check(args)
    plan = planned(args)
    sweeps = sweeps_of(plan.base, args.sweeps, args.widths, args.depths)
    points = list(dict.fromkeys(point for sweep in sweeps.values() for point in sweep))
    parameters = {point: parameters_of(plan.settings, point) for point in points}
    runs = [plan.run(point, seed) for point in points for seed in args.seeds]
    figures = run_sweep(runs, train_and_validate, args.budget)
    found_of = {
        point: [figures[point.name, s] for s in args.seeds if (point.name, s) in figures]
        for point in points
    }
    lines = lines_of(sweeps, parameters, found_of)
    _write(args.output, lines, conditions(plan, args.seeds), len(runs) - len(figures))
    return 0


def _write(folder: Path, lines: Sequence[Line], facts: str, left: int) -> None:
    table = f"{facts}\n\n{to_markdown(lines)}"
    if left:
        table += f"\n{left} runs are not done; the same command goes on with them.\n"
    print(f"\n{table}")
    document: dict[str, Any] = {"conditions": facts, "runs_left": left, "rows": to_json(lines)}
    with whole_text_file(folder / "search.json") as file:
        json.dump(document, file, indent=1, allow_nan=False)
    with whole_text_file(folder / "search.md") as file:
        file.write(table)


def _check(args: argparse.Namespace) -> None:
    check_sweep_arguments(args)
    if any(not 0 < width < math.inf for width in args.widths):
        raise ValueError(f"--widths {args.widths}: factors above 0 are wanted")
