"""From which block on should TJ-Net learn anew? Blocks 1 to k held, for every k, on your films.

    boneage-kp benchmark tj-net-transfer configs/holistic/tj_net.py --from W.safetensors \\
        --set train_file=mine.json --set val_file=mine_too.json --output out/transfer
    boneage-kp benchmark tj-net-transfer CONFIG --from W --output DIR --frozen 0 3 --steps 600

Each network trains into OUTPUT/<name>/<seed>/; one that is finished is not run again. "anew" begins
without the weights. One table goes to the screen and to OUTPUT/transfer.md and .json.
docs/tj_net.md says more.
"""

import argparse
from pathlib import Path

from boneage_kp.study.sweep.arguments import add_sweep_arguments, check_sweep_arguments
from boneage_kp.study.tj_net_transfer.table import line_of, to_json, to_markdown

NAME = "tj-net-transfer"
SUMMARY = "TJ-Net's transfer to other films: which blocks to hold, trained numbers beside error"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("config", type=Path, help="of a TjNet, the one that --from was trained by")
    parser.add_argument(
        "--from", dest="start", type=Path, required=True, metavar="FILE", help="weights to start at"
    )
    parser.add_argument(
        "--frozen",
        nargs="+",
        type=int,
        choices=range(5),
        default=range(5),
        metavar="K",
        help="(all)",
    )
    add_sweep_arguments(parser)


def run(args: argparse.Namespace) -> int:
    from boneage_kp.study.sweep.loop import run_sweep, seeds_done
    from boneage_kp.study.sweep.plan import planned
    from boneage_kp.study.sweep.results import conditions, write_table
    from boneage_kp.study.sweep.training import train_and_validate
    from boneage_kp.study.tj_net_transfer.runs import checked_weights, runs_of, starts_of

    check_sweep_arguments(args)
    checked_weights(args)
    plan = planned(args)
    starts = starts_of(plan.settings, args.frozen)
    runs = runs_of(plan, starts, args.seeds, args.start)
    found = run_sweep(runs, train_and_validate, args.budget)
    lines = [line_of(one, seeds_done(found, one.name, args.seeds)) for one in starts]
    facts = f"{conditions(plan, args.seeds)} Started from {args.start.name}."
    left = len(runs) - len(found)
    write_table(args.output, "transfer", facts, to_markdown(lines), to_json(lines), left)
    return 0
