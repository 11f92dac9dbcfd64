"""Which blocks of BoneAgeNet matter, how wide and how deep it pays: sweeps from one config.

    boneage-kp benchmark search configs/holistic/bone_age_net_baseline.py --output out/search
    boneage-kp benchmark search CONFIG --output out/search --sweeps width --widths 0.7 1.2
    boneage-kp benchmark search CONFIG --output out/search --steps 600 --budget 60

Each network trains into OUTPUT/<network>/<seed>/; one that is finished is not run again. One table,
with parameters beside the error on the validation films, goes to the screen and to
OUTPUT/search.md and .json. docs/holistic.md says more.
"""

import argparse
import math
from pathlib import Path

from boneage_kp.study.holistic_search.points import DEPTHS, WIDTHS, base_point, depth_of, sweeps_of
from boneage_kp.study.holistic_search.table import lines_of, to_json, to_markdown
from boneage_kp.study.sweep.arguments import add_sweep_arguments, check_sweep_arguments

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
    from boneage_kp.engine.config_file import read_config
    from boneage_kp.study.sweep.loop import run_sweep, seeds_done
    from boneage_kp.study.sweep.plan import planned
    from boneage_kp.study.sweep.results import conditions, write_table
    from boneage_kp.study.sweep.training import train_and_validate, trained_parameters

    _check(args)
    base = base_point(read_config(args.config, args.set)[0], args.config)
    plan = planned(args)
    sweeps = sweeps_of(base, args.sweeps, args.widths, args.depths)
    points = list(dict.fromkeys(point for sweep in sweeps.values() for point in sweep))
    model = plan.settings.model
    parameters = {
        point: trained_parameters({**model, "width": point.width, "depth": point.depth})
        for point in points
    }
    runs = [plan.run(point.name, point.overrides, seed) for point in points for seed in args.seeds]
    found = run_sweep(runs, train_and_validate, args.budget)
    done = {point: seeds_done(found, point.name, args.seeds) for point in points}
    lines = lines_of(sweeps, parameters, done)
    facts, left = conditions(plan, args.seeds), len(runs) - len(found)
    write_table(args.output, "search", facts, to_markdown(lines), to_json(lines), left)
    return 0


def _check(args: argparse.Namespace) -> None:
    check_sweep_arguments(args)
    if any(not 0 < width < math.inf for width in args.widths):
        raise ValueError(f"--widths {args.widths}: factors above 0 are wanted")
