"""The smoke config learns four phantoms by heart: every point within 1 px, every stage right."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from boneage_kp.engine.hooks.csv_log import read_rows

# Two minutes on two cores are wanted. Processor time is counted, on one thread, since threads that
# wait for each other on a busy machine burn it for nothing.
WITHIN_CPU_S = 2 * 120


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_smoke_learns_four_phantoms_by_heart(root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "tools/train.py", "configs/smoke.py"]
    before = children_cpu_s()
    done = subprocess.run(
        [*command, "--set", "threads=1", "--work-dir", str(tmp_path)],
        cwd=root,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    last = {name: float(value) for name, value in read_rows(tmp_path / "log.csv")[-1].items()}
    assert last["hand/largest_px"] < 1.0
    assert last["hand/stage_exact"] == 100.0
    assert last["hand/missed"] == 0.0
    took = children_cpu_s() - before
    assert took < WITHIN_CPU_S, f"{took:.0f} s of processor time, {WITHIN_CPU_S:.0f} s are allowed"
    assert (tmp_path / "curves.png").is_file()
    assert len(list((tmp_path / "predictions").glob("epoch_*.png"))) == last["epoch"]


def children_cpu_s() -> float:
    """Processor time of this process' children that have ended, all their threads together."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
