"""Two processes equal one with the doubled batch, once BatchNorm does not look at the batch."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from boneage_kp.engine.devices import join_processes
from boneage_kp.engine.hooks.csv_log import read_rows
from boneage_kp.engine.plain_checkpoint import load_plain


def test_the_launcher_without_torchrun_says_how_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RANK", raising=False)
    with pytest.raises(ValueError, match="torchrun --nproc-per-node 2"):
        join_processes("pytorch")


@pytest.mark.slow
def test_two_processes_equal_one_with_the_doubled_batch(root: Path, tmp_path: Path) -> None:
    for processes, batch in ((1, 4), (2, 2)):
        command = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
        command += ["--nproc-per-node", str(processes), str(root / "tests/engine/two_processes.py")]
        done = subprocess.run(
            [*command, str(tmp_path / str(processes)), str(batch)],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root), "CUDA_VISIBLE_DEVICES": ""},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr[-3000:]
    one, two = (load_plain(tmp_path / n / "epoch_1.pth")["state_dict"] for n in "12")
    moved = 0.0
    for name, value in one.items():
        torch.testing.assert_close(two[name], value, atol=2e-6, rtol=1e-4, msg=name)
        moved += float(value.float().abs().sum())
    assert moved > 0
    rows = [read_rows(tmp_path / n / "log.csv")[0] for n in "12"]
    for name in ("hand/pck_4", "hand/stage_exact", "hand/missed"):
        assert float(rows[0][name]) == pytest.approx(float(rows[1][name]), abs=1e-3), name
