"""Peak memory of a block of work: of a GPU by torch's own count, of a process by the system's."""

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

_STATUS = Path("/proc/self/status")
_RESET = Path("/proc/self/clear_refs")  # Linux: writing 5 starts the high-water mark anew


class Peak:
    """extra_bytes: the most that was held beyond what was held before; None where not known."""

    def __init__(self) -> None:
        self.extra_bytes: int | None = None


@contextmanager
def peak_memory(device: torch.device) -> Iterator[Peak]:
    """Measure the block; the result is there once it has ended."""
    peak = Peak()
    if device.type == "cuda":
        before = torch.cuda.memory_allocated(device)
        torch.cuda.reset_peak_memory_stats(device)
        yield peak
        peak.extra_bytes = torch.cuda.max_memory_allocated(device) - before
        return
    held = _restart()
    yield peak
    top = _status_bytes("VmHWM")
    peak.extra_bytes = None if held is None or top is None else max(0, top - held)


def _restart() -> int | None:
    """Start the mark anew; what is held now, None where the system keeps no such mark."""
    _let_go()
    try:
        _RESET.write_text("5")
    except OSError:
        return None
    return _status_bytes("VmRSS")


def _let_go() -> None:
    """Give back what was freed but kept for later, or the block could use it unseen (glibc)."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def _status_bytes(field: str) -> int | None:
    try:
        lines = _STATUS.read_text().splitlines()
    except OSError:
        return None
    found = [line.split()[1] for line in lines if line.startswith(f"{field}:")]
    return int(found[0]) * 1024 if found else None
