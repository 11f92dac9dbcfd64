"""Train a network on phantoms, on your own labelled films, or on both.

    boneage-kp train configs/fpn_r50.py
    boneage-kp train configs/fpn_r50.py --resume
    boneage-kp train configs/smoke.py --set epochs=5 --set optimizer.lr=5e-4

Writes checkpoints, log.csv, curves.png and a page of predictions an epoch into the work folder.
Ctrl-C saves a checkpoint; --resume goes on from it. docs/training.md says more.
"""

import argparse
import os
from pathlib import Path

NAME = "train"
SUMMARY = "Train a network from a config: phantoms at once, or your own COCO file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("config", type=Path, metavar="CONFIG", help="a file of configs/")
    parser.add_argument(
        "--resume",
        nargs="?",
        const="auto",
        metavar="PATH",
        help="go on from the newest checkpoint of the work folder, or from PATH",
    )
    parser.add_argument("--work-dir", type=Path, help="results (work_dirs/<name of the config>)")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="change a key of the config, such as optimizer.lr=5e-4; may be repeated",
    )
    parser.add_argument(
        "--launcher",
        choices=("none", "pytorch"),
        help="pytorch: one of the processes that torchrun starts (seen by itself)",
    )


def run(args: argparse.Namespace) -> int:
    from boneage_kp.engine.config_file import read_config

    settings, config = read_config(args.config, args.set)
    work_dir = args.work_dir or Path(settings.work_dir or f"work_dirs/{args.config.stem}")

    from boneage_kp.engine.train import train

    launcher = args.launcher or ("pytorch" if "TORCHELASTIC_RUN_ID" in os.environ else "none")
    train(settings, config, work_dir, args.resume, launcher)
    if os.environ.get("RANK", "0") == "0":
        there = [n for n in ("log.csv", "curves.png", "predictions") if (work_dir / n).exists()]
        print(f"{work_dir}: {', '.join(['checkpoints', *there])}")
    return 0
