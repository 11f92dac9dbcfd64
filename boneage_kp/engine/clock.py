"""`StageClock`: how long the steps of a reading took, added up over films and threads."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class StageClock:
    """Seconds by name of a step. Steps do not nest: what a step calls is part of it."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._lock = threading.Lock()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time the block; a block that fails counts too."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            taken = time.perf_counter() - begun
            with self._lock:
                self.seconds[name] = self.seconds.get(name, 0.0) + taken
