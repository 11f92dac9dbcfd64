"""How a bad file is refused: every fault with its place, what it got, what it wanted, the cure."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

KEPT = 1000  # faults kept word for word; a file with more is counted on, in constant memory


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a file.

    record:  which image, annotation or row: 'image 7 "a/7.png"'; "" for the file as a whole.
    field:   the key, column or bone: "bone 'ulna'"; "" for the record as a whole.
    got, wanted:  in words, the value quoted.
    cure:    what the person can do, as a sentence; "" where `wanted` says it all.
    """

    file: str
    record: str
    field: str
    got: str
    wanted: str
    cure: str = ""

    def __str__(self) -> str:
        return self._told((self.file, self.record, self.field))

    def without_file(self) -> str:
        """The message for a list under the file's name."""
        return self._told((self.record, self.field))

    def _told(self, places: tuple[str, ...]) -> str:
        place = ", ".join(part for part in places if part)
        text = f"{self.got}; {self.wanted}" + (f". {self.cure}" if self.cure else "")
        return f"{place}: {text}" if place else text


class AnnotationError(ValueError):
    """A file that is refused, with all its faults.

    faults:  those kept word for word (at most `KEPT`), in file order.
    count:   how many there were.
    """

    def __init__(self, faults: tuple[Fault, ...], count: int | None = None) -> None:
        self.faults = faults
        self.count = len(faults) if count is None else count
        super().__init__("\n".join(self._lines()))

    def _lines(self) -> Iterator[str]:
        if self.count == 1:
            yield str(self.faults[0])
            return
        yield f"{self.faults[0].file}: {self.count:,} faults"
        yield from (f"  {fault.without_file()}" for fault in self.faults)
        if self.count > len(self.faults):
            yield f"  ... and {self.count - len(self.faults):,} more"


class FaultList:
    """Collects the faults of one file while it is read on, then raises them together."""

    def __init__(self, file: str | Path) -> None:
        self.file = str(file)
        self.kept: list[Fault] = []
        self.count = 0

    def add(self, record: str, field: str, got: str, wanted: str, cure: str = "") -> None:
        """Note one fault; see `Fault` for the words."""
        self.count += 1
        if len(self.kept) < KEPT:
            self.kept.append(Fault(self.file, record, field, got, wanted, cure))

    def raise_if_any(self) -> None:
        if self.count:
            raise AnnotationError(tuple(self.kept), self.count)

    def stop(self, record: str, field: str, got: str, wanted: str, cure: str = "") -> NoReturn:
        """Note a fault after which the file cannot be read on, and raise all so far."""
        self.add(record, field, got, wanted, cure)
        raise AnnotationError(tuple(self.kept), self.count)
