"""`MemoryUse`: how much memory a process held over time, and whether it keeps growing."""

import sys
from pathlib import Path

import numpy as np

_STATUS = Path("/proc/self/status")
_KB, _MB = 1e3, 1e6
_FEWEST = 20  # over fewer, what is allocated and freed for a film drowns any growth


class MemoryUse:
    """Notes the resident memory of this process, as often as it is asked to."""

    def __init__(self) -> None:
        self.bytes: list[int] = []

    def note(self) -> None:
        held = _resident_bytes()
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
        """The most that any child process held that has ended by now."""
        return _peak_mb("RUSAGE_CHILDREN")


def _resident_bytes() -> int | None:
    try:
        lines = _STATUS.read_text().splitlines()
    except OSError:
        return None
    found = [line.split()[1] for line in lines if line.startswith("VmRSS:")]
    return int(found[0]) * 1024 if found else None


def _peak_mb(whose: str) -> float | None:
    if sys.platform == "win32":
        return None
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(getattr(resource, whose)).ru_maxrss * unit
    return peak / _MB if peak else None
