"""The runs of a sweep: each leaf with each seed, trained, measured, kept; what is kept is not run
again.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from boneage_kp.engine.config_file import read_config
from boneage_kp.engine.settings import TrainSettings
from boneage_kp.film.whole_file import whole_text_file

RESULT = "result.json"
# What changes how fast a run is and where it writes, not what is asked.
MACHINE = ("workers", "threads", "work_dir", "log_interval", "keep_checkpoints")
# What the trained weights do not depend on: asked otherwise, they are measured again.
MEASURING = ("held_out", "min_confidence")


@dataclass(frozen=True)
class Run:
    """One leaf with one seed.

    folder:     where it trains and leaves its result.
    overrides:  KEY=VALUE on top of the leaf's config.
    held_out:   COCO file of the phantoms it is measured on.
    """

    leaf: str
    config: Path
    seed: int
    folder: Path
    overrides: tuple[str, ...]
    held_out: Path
    min_confidence: float

    def read_config(self) -> tuple[TrainSettings, Any]:
        return read_config(self.config, [*self.overrides, f"seed={self.seed}"])

    def asked(self) -> dict[str, Any]:
        """Everything that the figures depend on, as JSON holds it; files by their digest."""
        settings, config = self.read_config()
        keys = {k: v for k, v in config.to_dict().items() if k not in MACHINE and k[0] != "_"}
        for key, file in (("train_file", settings.train_file), ("val_file", settings.val_file)):
            if file is not None:
                keys[key] = _digest(Path(file))
        keys |= {"held_out": _digest(self.held_out), "min_confidence": self.min_confidence}
        return json.loads(json.dumps(keys, default=str))


Figures = Mapping[str, float | None]
Work = Callable[[Run], Figures]


def run_all(runs: Sequence[Run], work: Work, jobs: int = 1) -> Iterator[tuple[Run, Figures, bool]]:
    """Each run with its figures, as they come; True where they were there already.

    work:  trains and measures; with more than one job it must be importable by its name.
    """
    # All are looked at before the first is run: a clash should not show up hours later.
    kept = {run: kept_figures(run) for run in runs}
    for run, figures in kept.items():
        if figures is not None:
            yield run, figures, True
    todo = [run for run, figures in kept.items() if figures is None]
    if jobs == 1:
        for run in todo:
            yield run, _finish(run, work(run)), False
        return
    # A fresh process a run: none inherits another one's threads, caches or dice.
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), max_tasks_per_child=1)
    with pool:
        for run, figures in zip(todo, pool.map(work, todo), strict=True):
            yield run, _finish(run, figures), False


def kept_figures(run: Run) -> Figures | None:
    """Figures of a finished run; None when it has to be run, or measured again."""
    kept = _kept(run)
    if kept is None:
        return None
    different = _different(kept["asked"], run.asked())
    trained_otherwise = [key for key in different if key not in MEASURING]
    if trained_otherwise:
        raise ValueError(
            f"{run.folder / RESULT}: was run with other settings, which differ in "
            f"{', '.join(trained_otherwise)}. Two kinds of runs make no table: name another "
            "--output, or remove that folder"
        )
    return None if different else kept["figures"]


def is_trained(run: Run, weights: Path) -> bool:
    """Whether the run's weights are there, and only how they are measured has changed."""
    kept = _kept(run)
    if kept is None or not weights.is_file():
        return False
    return set(_different(kept["asked"], run.asked())) <= set(MEASURING)


def _kept(run: Run) -> dict[str, Any] | None:
    path = run.folder / RESULT
    if not path.is_file():
        return None
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {"asked": dict(kept["asked"]), "figures": dict(kept["figures"])}
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{path}: is no result of a run ({error}); remove it to run again"
        ) from None


def _different(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    return sorted(k for k in before.keys() | now.keys() if before.get(k) != now.get(k))


def train_seconds(run: Run) -> float:
    """Of the training steps and their films, by the run's log."""
    from boneage_kp.engine.hooks.csv_log import FILE as LOG
    from boneage_kp.engine.hooks.csv_log import read_rows

    log = run.folder / LOG
    return sum(float(row["seconds"]) for row in read_rows(log)) if log.is_file() else 0.0


def keep_weights_only(run: Run) -> None:
    """Drop the checkpoints of a finished run: with their optimizers they would fill disks."""
    for path in run.folder.glob("*.pth"):
        path.unlink()


def _finish(run: Run, figures: Figures) -> Figures:
    run.folder.mkdir(parents=True, exist_ok=True)
    kept = {"leaf": run.leaf, "seed": run.seed, "asked": run.asked(), "figures": dict(figures)}
    with whole_text_file(run.folder / RESULT) as file:
        json.dump(kept, file, indent=1, allow_nan=False)
    return figures


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
