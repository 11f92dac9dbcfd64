"""Turns between test processes: a test marked `alone` measures time, and waits until it has quiet.

Everybody passes a gate and then holds the room: tests that run beside others share it, one that is
alone takes it whole. Whoever waits for the whole room stands in the gate, so that nobody passes.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")  # the same in all processes of a run


@contextlib.contextmanager
def turn(alone: bool, run: str = RUN, folder: str | None = None) -> Iterator[None]:
    """Hold the room for a test; at once where there is but one process, or no such locks."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    if not run:
        yield
        return
    with _opened("gate", run, folder) as gate, _opened("room", run, folder) as room:
        fcntl.flock(gate, fcntl.LOCK_EX)
        fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(gate, fcntl.LOCK_UN)
        yield  # closing the files gives the room back, even if the process dies


def _opened(name: str, run: str, folder: str | None) -> IO[str]:
    return open(Path(folder or tempfile.gettempdir()) / f"boneage-tests-{run}-{name}", "w")
