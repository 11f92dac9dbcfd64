"""`BackgroundWriter`: calls a slow write at intervals in proportion to what it costs."""

import threading
import time
from collections.abc import Callable

LEAST_WAIT_SECONDS = 1.0
WAIT_PER_COST = 20.0  # writing takes at most a twentieth of the time


class BackgroundWriter:
    """Writes soon after `wake`, never twice within the interval.

    trouble:  why the last write failed; "" after one that did not. Nothing is lost by it: the
              journal holds everything, and the write is tried again.
    """

    def __init__(self, write: Callable[[], None]) -> None:
        self._write = write
        self.trouble = ""
        self._wake, self._closing = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """There is something to write."""
        self._wake.set()

    @property
    def closed(self) -> bool:
        return self._closing.is_set()

    def close(self) -> None:
        """Stop after the write at hand."""
        self._closing.set()
        self._wake.set()
        self._thread.join()

    def _work(self) -> None:
        while True:
            self._wake.wait()
            if self.closed:
                return
            self._wake.clear()
            began = time.monotonic()
            try:
                self._write()
                self.trouble = ""
            except (OSError, ValueError) as error:
                self.trouble = f"the annotation file could not be written: {error}"
                self._wake.set()
            cost = time.monotonic() - began
            self._closing.wait(max(LEAST_WAIT_SECONDS, WAIT_PER_COST * cost))
