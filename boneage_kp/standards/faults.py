"""What is wrong with a table, said so that the person who wrote it can mend it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault of one file.

    file:    name of the file, as the user would look for it.
    row:     line of the file, counted from 1, or None when no line is to blame.
    got:     what stands there; wanted: what should; cure: what to do, when that is not plain.
    """

    file: str
    row: int | None
    got: str
    wanted: str
    cure: str = ""

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}, row {self.row}"
        cure = f". {self.cure}" if self.cure else ""
        return f"{place}: got {self.got}; wanted {self.wanted}{cure}"


class TableError(ValueError):
    """A standard's folder is refused; `faults` holds everything that is wrong with it."""

    def __init__(self, subject: str, faults: Sequence[Fault]) -> None:
        self.subject = subject
        self.faults = tuple(faults)
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(f"{subject}: {count}\n{lines}")


class StandardNotFound(ValueError):
    """No standard goes by this name."""


class ScoringError(ValueError):
    """Stages, scores or posteriors that a standard cannot score; the text names each one."""
