"""Runs one after the other, told as they come, until all are done or the budget is spent."""

import time
from collections.abc import Sequence

from boneage_kp.study.sweep.runs import Figures, Run, Work, run_all

Found = dict[tuple[str, int], Figures]  # by leaf and seed


def run_sweep(runs: Sequence[Run], work: Work, budget_minutes: float | None) -> Found:
    """Figures of what is done, told as they come; no run begins once the budget is spent."""
    figures: Found = {}
    started = time.monotonic()
    for one, found, was_there in run_all(runs, work):
        figures[one.leaf, one.seed] = found
        print(_told(len(figures), len(runs), one, found, was_there), flush=True)
        spent = (time.monotonic() - started) / 60
        if not was_there and budget_minutes is not None and spent >= budget_minutes:
            break
    return figures


def seeds_done(found: Found, leaf: str, seeds: Sequence[int]) -> list[Figures]:
    """Figures of a leaf, one a seed that is done."""
    return [found[leaf, seed] for seed in seeds if (leaf, seed) in found]


def _told(done: int, total: int, run: Run, found: Figures, was_there: bool) -> str:
    error, seconds = found["mae_months"], found["train_seconds"]
    said = "went astray" if error is None else f"MAE {error:.2f} months"
    there = "was there" if was_there else f"{seconds:.0f} s of training"
    return f"{done} of {total}: {run.leaf}, seed {run.seed}: {said}, {there}"
