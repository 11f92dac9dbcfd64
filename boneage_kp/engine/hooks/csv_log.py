"""`CsvLogHook`: one row an epoch in log.csv, for spreadsheets and for the curves."""

import csv
import time
from pathlib import Path
from typing import Any

import torch
from mmengine.dist import is_main_process
from mmengine.hooks import Hook

from boneage_kp.registry import HOOKS

FILE = "log.csv"


@HOOKS.register_module()
class CsvLogHook(Hook):
    """After each epoch and its reading: mean losses, learning rate, seconds, figures."""

    priority = "BELOW_NORMAL"

    def __init__(self) -> None:
        self.sums: dict[str, float] = {}
        self.steps = 0
        self.started = 0.0

    def before_train_epoch(self, runner: Any) -> None:
        self.sums, self.steps, self.started = {}, 0, time.monotonic()

    def after_train_iter(
        self, runner: Any, batch_idx: int, data_batch: Any = None, outputs: Any = None
    ) -> None:
        for name, value in (outputs or {}).items():
            self.sums[name] = self.sums.get(name, 0.0) + torch.as_tensor(value).item()
        self.steps += 1

    def after_train_epoch(self, runner: Any) -> None:
        row = {"epoch": runner.epoch + 1, "step": runner.iter}
        row["lr"] = runner.optim_wrapper.get_lr()["lr"][0]
        row["seconds"] = round(time.monotonic() - self.started, 2)
        row |= {name: total / max(self.steps, 1) for name, total in self.sums.items()}
        self._write(runner, row)

    def after_val_epoch(self, runner: Any, metrics: dict[str, float] | None = None) -> None:
        self._write(runner, {"epoch": runner.epoch, **(metrics or {})})

    def _write(self, runner: Any, row: dict[str, Any]) -> None:
        if is_main_process():
            write_row(Path(runner.work_dir) / FILE, row)


def write_row(path: Path, row: dict[str, Any]) -> None:
    """Add to the row of the same epoch; rows of later epochs (before a resume) go."""
    rows = read_rows(path) if path.is_file() else []
    epoch = int(row["epoch"])
    kept: list[dict[str, Any]] = [dict(one) for one in rows if int(one["epoch"]) <= epoch]
    if kept and int(kept[-1]["epoch"]) == epoch:
        kept[-1] |= row
    else:
        kept.append(row)
    columns = list(dict.fromkeys(name for one in kept for name in one))
    beside = path.with_name(path.name + ".new")
    with beside.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(kept)
    beside.replace(path)


def read_rows(path: Path) -> list[dict[str, str]]:
    """Rows of a log, as text."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
