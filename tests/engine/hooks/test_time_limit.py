"""A run that takes too long ends with an epoch, and with nothing half done."""

from pathlib import Path

import pytest

from boneage_kp.engine.hooks import TimeLimitHook
from boneage_kp.engine.hooks.csv_log import FILE as LOG
from boneage_kp.engine.hooks.csv_log import read_rows
from boneage_kp.engine.hooks.weights import FILE as WEIGHTS
from tests.engine.tiny_runs import train


def test_the_run_ends_with_the_epoch_it_is_in(tmp_path: Path) -> None:
    limit = dict(csv=dict(type="CsvLogHook"), limit=dict(type="TimeLimitHook", seconds=1e-6))
    train(tmp_path, epochs=4, hooks=limit, val_interval=4)
    assert [row["epoch"] for row in read_rows(tmp_path / LOG)] == ["1"]
    assert (tmp_path / WEIGHTS).is_file()


def test_a_limit_that_leaves_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="seconds is 0; more than 0"):
        TimeLimitHook(0)
