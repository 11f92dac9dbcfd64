"""The smoke config learns four phantoms by heart: every point within 1 px, every stage right."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from boneage_kp.engine.hooks.csv_log import read_rows

WITHIN_S = 120  # on two cores that do nothing else


@pytest.mark.slow
def test_smoke_learns_four_phantoms_by_heart(root: Path, tmp_path: Path) -> None:
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "tools/train.py", "configs/smoke.py", "--work-dir", str(tmp_path)],
        cwd=root,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    last = {name: float(value) for name, value in read_rows(tmp_path / "log.csv")[-1].items()}
    assert last["hand/largest_px"] < 1.0
    assert last["hand/stage_exact"] == 100.0
    assert last["hand/missed"] == 0.0
    print(f"smoke took {time.monotonic() - started:.0f} s; {WITHIN_S} s are wanted on idle cores")
    assert (tmp_path / "curves.png").is_file()
    assert len(list((tmp_path / "predictions").glob("epoch_*.png"))) == last["epoch"]
