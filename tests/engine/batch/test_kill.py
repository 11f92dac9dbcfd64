"""Batches killed at random moments: only whole files are left, and going on ends alike."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.engine.pixel_networks import whole_tree

FILMS = 3
HALF_WRITTEN = ".half-written"  # hidden, and cleared away by the next run

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")


class Starter:
    """Starts batches in processes of their own."""

    def __init__(self, films: Path, out: Path, root: Path) -> None:
        script = Path(__file__).with_name("batch_to_kill.py")
        self.process = subprocess.Popen(
            [sys.executable, str(script), str(films), str(out), str(FILMS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"},
        )
        assert self.said() == "ready"

    def said(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def start(self) -> int:
        """Process id of a batch that has begun."""
        assert self.process.stdin is not None
        self.process.stdin.write("start\n")
        self.process.stdin.flush()
        return int(self.said())

    def exit_code(self) -> int:
        """How the batch ended: 0 finished, -9 killed."""
        return int(self.said())


@pytest.fixture
def starter(tmp_path: Path, root: Path) -> Iterator[Starter]:
    one = Starter(tmp_path / "films", tmp_path / "out", root)
    yield one
    assert one.process.stdin is not None
    one.process.stdin.close()
    one.process.wait(30)


def check_whole(name: str, content: bytes, wanted: dict[str, bytes]) -> None:
    """A file that a killed run left is what an unbroken run would have written there, or, of the
    streamed results, its beginning up to the end of a line."""
    if name.startswith("results."):
        assert wanted[name].startswith(content), name
        assert content == b"" or content.endswith(b"\n"), name
        return
    assert content == wanted[name], name
    if name.endswith(".json"):
        assert json.loads(content)["error"] is None
    elif name.endswith((".png", ".jpg")):
        assert cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR) is not None


def test_kills_leave_whole_files_and_going_on_ends_alike(
    starter: Starter, tmp_path: Path, count: Callable[[int, int], int]
) -> None:
    out = tmp_path / "out"
    starter.start()
    assert starter.exit_code() == 0
    wanted = whole_tree(out)
    assert len(wanted) == 4 * FILMS + 2
    shutil.rmtree(out)
    starter.start()
    begun = time.monotonic()
    assert starter.exit_code() == 0
    usual_s = time.monotonic() - begun
    shutil.rmtree(out)
    dice = random.Random(6)
    kills = 0
    while kills < count(20, 3):
        child = starter.start()
        try:
            # Waiting is the experiment here: the moment of the kill is what is random.
            time.sleep(dice.uniform(0.05, 0.7) * usual_s)
            os.kill(child, signal.SIGKILL)
        except ProcessLookupError:
            pass
        if starter.exit_code() == 0:
            assert whole_tree(out) == wanted
            shutil.rmtree(out)
            continue
        kills += 1
        for name, content in whole_tree(out).items():
            if not name.endswith(HALF_WRITTEN):
                check_whole(name, content, wanted)
    starter.start()
    assert starter.exit_code() == 0
    assert whole_tree(out) == wanted
