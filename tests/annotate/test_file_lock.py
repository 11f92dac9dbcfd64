"""One annotator a file: told in words, and let go of however a process ends."""

import subprocess
import sys
from pathlib import Path

import pytest

from boneage_kp.annotate.file_lock import FileLock

HOLD = """
import sys, time
from pathlib import Path
from boneage_kp.annotate.file_lock import FileLock
lock = FileLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_one_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "a.json.lock"
    lock = FileLock(path)
    with pytest.raises(ValueError, match="a.json is open in another annotator.*--rater"):
        FileLock(path)
    lock.release()
    FileLock(path).release()
    assert path.exists()  # the file stays, only the lock goes


def test_a_killed_process_holds_nothing(tmp_path: Path, root: Path) -> None:
    path = tmp_path / "a.json.lock"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], cwd=root, text=True, **pipes)
    assert holder.stdout is not None and holder.stdin is not None
    try:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(ValueError, match="another annotator"):
            FileLock(path)
    finally:
        holder.kill()
        holder.wait(20)
        holder.stdin.close()
        holder.stdout.close()
    FileLock(path).release()
