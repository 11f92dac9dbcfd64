"""From which block on should TJ-Net learn anew? Blocks 1 to k held, for every k, on your films.

    boneage-kp benchmark tj-net-transfer configs/holistic/tj_net.py --from W.safetensors \\
        --set train_file=mine.json --set val_file=mine_too.json --output out/transfer
    boneage-kp benchmark tj-net-transfer CONFIG --from W --output DIR --frozen 0 3 --steps 600

Each network trains into OUTPUT/<name>/<seed>/; one that is finished is not run again. "anew" begins
without the weights. One table goes to the screen and to OUTPUT/transfer.md and .json.
docs/tj_net.md says more.
"""

import argparse
import json
import math
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from boneage_kp.film.whole_file import whole_text_file
from boneage_kp.study.tj_net_transfer_table import Line, line_of, to_json, to_markdown

if TYPE_CHECKING:
    from boneage_kp.study.ablation_runs import Figures, Run

NAME = "tj-net-transfer"
SUMMARY = "TJ-Net's transfer to other films: which blocks to hold, trained numbers beside error"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("config", type=Path, help="of a TjNet, the one that --from was trained by")
    parser.add_argument(
        "--from", dest="start", type=Path, required=True, metavar="FILE", help="weights to start at"
    )
    parser.add_argument("--output", type=Path, required=True, metavar="DIR", help="runs and table")
    parser.add_argument(
        "--frozen",
        nargs="+",
        type=int,
        choices=range(5),
        default=range(5),
        metavar="K",
        help="(all)",
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
    from boneage_kp.study.holistic_search import conditions
    from boneage_kp.study.holistic_search_runs import planned
    from boneage_kp.study.tj_net_transfer_runs import checked_weights, runs_of, starts_of

    _check(args)
    checked_weights(args)
    plan = planned(args)
    starts = starts_of(plan, args.frozen)
    figures = dict(_finished(args, runs_of(plan, starts, args.seeds, args.start)))
    lines = [
        line_of(one, [figures[one.name, s] for s in args.seeds if (one.name, s) in figures])
        for one in starts
    ]
    facts = f"{conditions(plan, args.seeds)} Started from {args.start.name}."
    _write(args.output, lines, facts, len(starts) * len(args.seeds) - len(figures))
    return 0


def _finished(
    args: argparse.Namespace, runs: Sequence["Run"]
) -> Iterator[tuple[tuple[str, int], "Figures"]]:
    """Figures by name and seed, until all are there or the budget is spent."""
    from boneage_kp.study.ablation_runs import run_all
    from boneage_kp.study.holistic_search_runs import train_and_validate

    begun = time.monotonic()
    for done, (one, found, was_there) in enumerate(run_all(runs, train_and_validate), start=1):
        error, seconds = found["mae_months"], found["train_seconds"]
        said = "went astray" if error is None else f"MAE {error:.2f} months"
        there = "was there" if was_there else f"{seconds:.0f} s of training"
        print(f"{done} of {len(runs)}: {one.leaf}, seed {one.seed}: {said}, {there}", flush=True)
        yield (one.leaf, one.seed), found
        spent = (time.monotonic() - begun) / 60
        if not was_there and args.budget is not None and spent >= args.budget:
            return


def _write(folder: Path, lines: Sequence[Line], facts: str, left: int) -> None:
    table = f"{facts}\n\n{to_markdown(lines)}"
    if left:
        table += f"\n{left} runs are not done; the same command goes on with them.\n"
    print(f"\n{table}")
    document = {"conditions": facts, "runs_left": left, "rows": to_json(lines)}
    with whole_text_file(folder / "transfer.json") as file:
        json.dump(document, file, indent=1, allow_nan=False)
    with whole_text_file(folder / "transfer.md") as file:
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
