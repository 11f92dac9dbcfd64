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
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boneage_kp.film.whole_file import whole_text_file
from boneage_kp.study.holistic_search_points import DEPTHS, WIDTHS, depth_of, sweeps_of
from boneage_kp.study.holistic_search_table import Line, lines_of, to_json, to_markdown

if TYPE_CHECKING:
    from boneage_kp.study.ablation_runs import Figures, Run
    from boneage_kp.study.holistic_search_runs import Plan

NAME = "search"
SUMMARY = "BoneAgeNet's search: which blocks matter, how wide and how deep, parameters beside error"

SWEEPS = ("blocks", "width", "depth")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    told = " ".join("/".join(map(str, depth)) for depth in DEPTHS)
    parser.add_argument("config", type=Path, help="of a BoneAgeNet, where the search starts")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR", help="runs and table")
    parser.add_argument("--sweeps", nargs="+", choices=SWEEPS, default=SWEEPS, help="(all)")
    parser.add_argument(
        "--widths", nargs="+", type=float, default=WIDTHS, help=f"({' '.join(map(str, WIDTHS))})"
    )
    parser.add_argument(
        "--depths", nargs="+", type=depth_of, default=DEPTHS, metavar="N5/N7/N9", help=f"({told})"
    )
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


def run(args: argparse.Namespace) -> int:
    from boneage_kp.study.ablation_runs import run_all
    from boneage_kp.study.holistic_search_runs import parameters_of, planned, train_and_validate

    _check(args)
    plan = planned(args)
    sweeps = sweeps_of(plan.base, args.sweeps, args.widths, args.depths)
    points = list(dict.fromkeys(point for sweep in sweeps.values() for point in sweep))
    parameters = {point: parameters_of(plan.settings, point) for point in points}
    runs = [plan.run(point, seed) for point in points for seed in args.seeds]
    figures: dict[tuple[str, int], Figures] = {}
    started = time.monotonic()
    for one, found, was_there in run_all(runs, train_and_validate):
        figures[one.leaf, one.seed] = found
        print(_told(len(figures), len(runs), one, found, was_there), flush=True)
        spent = (time.monotonic() - started) / 60
        if not was_there and args.budget is not None and spent >= args.budget:
            break
    found_of = {
        point: [figures[point.name, s] for s in args.seeds if (point.name, s) in figures]
        for point in points
    }
    lines = lines_of(sweeps, parameters, found_of)
    _write(args.output, lines, conditions(plan, args.seeds), len(runs) - len(figures))
    return 0


def conditions(plan: "Plan", seeds: Sequence[int]) -> str:
    """What the figures hold for, in a sentence or two."""
    import torch

    from boneage_kp import __version__
    from boneage_kp.engine.facts import git_revision
    from boneage_kp.study.drawn_phantoms import cores

    settings = plan.settings
    epochs = "1 epoch" if settings.epochs == 1 else f"{settings.epochs} epochs"
    where = "cuda" if torch.cuda.is_available() else f"{cores()} CPU cores"
    return (
        f"{epochs} of {plan.trained_on}, {settings.last_size_px} px, batches of "
        f"{settings.batch_size}, {settings.precision}; seeds {' '.join(map(str, seeds))}; the "
        f"running mean of the weights after the last step, measured on {plan.measured_on}. Version "
        f"{__version__}, revision {git_revision()}, torch {torch.__version__}, {where}."
    )


def _told(done: int, total: int, run: "Run", found: "Figures", was_there: bool) -> str:
    error, seconds = found["mae_months"], found["train_seconds"]
    said = "went astray" if error is None else f"MAE {error:.2f} months"
    there = "was there" if was_there else f"{seconds:.0f} s of training"
    return f"{done} of {total}: {run.leaf}, seed {run.seed}: {said}, {there}"


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
    for name in ("steps", "validation"):
        given = getattr(args, name)
        if given is not None and given < 1:
            raise ValueError(f"--{name} {given}: a whole number from 1 on is wanted")
    if args.budget is not None and not 0 <= args.budget < math.inf:
        raise ValueError(f"--budget {args.budget}: minutes from 0 on are wanted")
    if len(set(args.seeds)) < len(args.seeds) or min(args.seeds) < 0:
        raise ValueError(f"--seeds {args.seeds}: different whole numbers from 0 on are wanted")
    if any(not 0 < width < math.inf for width in args.widths):
        raise ValueError(f"--widths {args.widths}: factors above 0 are wanted")
