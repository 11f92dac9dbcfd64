"""Lines of a UTF-8 file in constant memory, with the byte at which it is no UTF-8."""

from collections.abc import Iterator
from pathlib import Path

from boneage_kp.data.formats.faults import FaultList

MAX_LINE_BYTES = 1 << 20
_WANTED = "wanted UTF-8 text"


class Utf8Lines:
    """Iterates over a file's lines; one that is no UTF-8 is noted and left empty.

    position, size:  bytes read so far and in all.
    count:           lines read so far.
    ended:           whether the last line read is the file's last; never in a pipe (size unknown).
    """

    def __init__(self, path: Path, faults: FaultList) -> None:
        self.path, self.faults = path, faults
        self.size = path.stat().st_size
        self.position = self.count = 0

    @property
    def ended(self) -> bool:
        return 0 < self.size <= self.position

    def __iter__(self) -> Iterator[str]:
        with open(self.path, "rb") as file:
            while line := file.readline(MAX_LINE_BYTES):
                self.count += 1
                start, self.position = self.position, self.position + len(line)
                if len(line) == MAX_LINE_BYTES:
                    got = f"is longer than {MAX_LINE_BYTES:,} bytes"
                    self.faults.stop(
                        f"row {self.count}", "", got, "wanted a text file of short rows"
                    )
                yield self._decoded(line, start)

    def _decoded(self, line: bytes, start: int) -> str:
        # A byte order mark, as spreadsheets put it before the first column's name.
        if b"\0" in line and not line.startswith((b"\xff", b"\xfe")):
            place = f"byte {start + line.index(0)} of the file"
            cure = "Is it UTF-16, a spreadsheet's own file, or cut off? Save it as 'CSV UTF-8'."
            self.faults.stop(f"row {self.count}", place, "0x00 is no text", _WANTED, cure)
        skipped = 3 if self.count == 1 and line.startswith(b"\xef\xbb\xbf") else 0
        try:
            return line[skipped:].decode("utf-8")
        except UnicodeDecodeError as error:
            at = skipped + error.start
            self.faults.add(
                f"row {self.count}",
                f"byte {start + at} of the file",
                f"0x{line[at]:02x} is no UTF-8",
                _WANTED,
                "Save the file as UTF-8 (in a spreadsheet: 'CSV UTF-8').",
            )
            return "\n"
