"""What commands that train many networks on one set share: options, a budget, words."""

import argparse
import math
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from boneage_kp.engine.settings import TrainSettings
    from boneage_kp.study.ablation_runs import Figures, Run, Work

Found = dict[tuple[str, int], "Figures"]  # by leaf and seed


def add_sweep_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--output", type=Path, required=True, metavar="DIR", help="runs and table")
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


def check_sweep_arguments(args: argparse.Namespace) -> None:
    for name in ("steps", "validation"):
        given = getattr(args, name)
        if given is not None and given < 1:
            raise ValueError(f"--{name} {given}: a whole number from 1 on is wanted")
    if args.budget is not None and not 0 <= args.budget < math.inf:
        raise ValueError(f"--budget {args.budget}: minutes from 0 on are wanted")
    if len(set(args.seeds)) < len(args.seeds) or min(args.seeds) < 0:
        raise ValueError(f"--seeds {args.seeds}: different whole numbers from 0 on are wanted")


def run_sweep(runs: Sequence["Run"], work: "Work", budget_minutes: float | None) -> Found:
    """Figures of what is done, told as they come; no run begins once the budget is spent."""
    from boneage_kp.study.ablation_runs import run_all

    figures: Found = {}
    started = time.monotonic()
    for one, found, was_there in run_all(runs, work):
        figures[one.leaf, one.seed] = found
        print(_told(len(figures), len(runs), one, found, was_there), flush=True)
        spent = (time.monotonic() - started) / 60
        if not was_there and budget_minutes is not None and spent >= budget_minutes:
            break
    return figures


class Trained(Protocol):
    """What all runs of a sweep share; trained_on, measured_on: films, in words."""

    @property
    def settings(self) -> "TrainSettings": ...

    @property
    def trained_on(self) -> str: ...

    @property
    def measured_on(self) -> str: ...


def conditions(plan: Trained, seeds: Sequence[int]) -> str:
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
