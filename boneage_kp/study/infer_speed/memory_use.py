"""`MemoryUse`: how much memory a process held over time, and whether it keeps growing."""

import sys
from contextlib import suppress
from pathlib import Path

import numpy as np

_PROCESSES = Path("/proc")
_KB, _MB = 1e3, 1e6
_FEWEST = 20  # over fewer, what is allocated and freed for a film drowns any growth


class MemoryUse:
    """Notes the resident memory of this process, as often as it is asked to."""

    def __init__(self) -> None:
        self.bytes: list[int] = []

    def note(self) -> None:
        held = _held_bytes("self", "VmRSS")
        if held is not None:
            self.bytes.append(held)

    def slope_kb(self) -> float | None:
        """Growth per note over the second half, by the least squares line; None: not known."""
        late = np.array(self.bytes[len(self.bytes) // 2 :], float)
        if len(late) < _FEWEST:
            return None
        return float(np.polyfit(np.arange(len(late)), late, 1)[0] / _KB)

    def peak_mb(self) -> float | None:
        """The most that this process ever held."""
        return _peak_mb("RUSAGE_SELF")

    def children_peak_mb(self) -> float | None:
        """The most that any child process ever held, be it at work still or ended."""
        living = [held / _MB for pid in _children() if (held := _held_bytes(pid, "VmHWM"))]
        ended = _peak_mb("RUSAGE_CHILDREN")
        return max([*living, *([ended] if ended else [])], default=None)


def _children() -> list[str]:
    """Process numbers of this process's children; none where the system does not list them."""
    tasks = _PROCESSES / "self" / "task"
    found: list[str] = []
    for task in tasks.iterdir() if tasks.is_dir() else ():
        with suppress(OSError):  # a thread that has just ended
            found += (task / "children").read_text().split()
    return found


def _held_bytes(pid: str, which: str) -> int | None:
    """VmRSS: held now; VmHWM: the most that was ever held."""
    try:
        lines = (_PROCESSES / pid / "status").read_text().splitlines()
    except OSError:
        return None
    found = [line.split()[1] for line in lines if line.startswith(f"{which}:")]
    return int(found[0]) * 1024 if found else None


def _peak_mb(whose: str) -> float | None:
    if sys.platform == "win32":
        return None
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(getattr(resource, whose)).ru_maxrss * unit
    return peak / _MB if peak else None
