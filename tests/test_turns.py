"""Tests that measure time have the room to themselves, and get it although others keep coming."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.turns import turn

pytest.importorskip("fcntl", reason="this system has no file locks of this kind")

ALONE = """
import sys
sys.path.insert(0, sys.argv[1])
from tests.turns import turn
print("asks", flush=True)
with turn(True, "t", sys.argv[2]):
    print("has it", flush=True)
    sys.stdin.readline()
"""


def test_one_that_is_alone_gets_in_between_others_and_keeps_them_out(
    root: Path, tmp_path: Path
) -> None:
    folder, inside = str(tmp_path), threading.Event()

    def another() -> None:
        with turn(False, "t", folder):
            inside.set()

    with turn(False, "t", folder), turn(False, "t", folder):  # any number beside each other
        other = subprocess.Popen(
            [sys.executable, "-c", ALONE, str(root), folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert other.stdout is not None and other.stdin is not None
        assert other.stdout.readline() == "asks\n"
    assert other.stdout.readline() == "has it\n"
    late = threading.Thread(target=another)
    late.start()
    assert not inside.wait(0.2)
    other.communicate("go\n")
    assert inside.wait(30)
    late.join()


def test_one_process_waits_for_nobody(tmp_path: Path) -> None:
    with turn(True, "", str(tmp_path)), turn(True, "", str(tmp_path)):
        assert not list(tmp_path.iterdir())
