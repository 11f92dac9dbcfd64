"""`Journal`: every saved action on the disk before it is answered; torn ends are cut off.

A line is a checksum, a blank and a JSON object. The first says which annotation file the journal
continues; "written" lines say up to which action a file with a given digest holds everything, so
that a crash on either side of a rename is told apart.
"""

import json
import os
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boneage_kp.film.whole_file import write_whole


@dataclass(frozen=True)
class Kept:
    """What a journal holds.

    bases:    digest of an annotation file (None: there was none) -> the action up to which a file
              with that digest holds everything.
    entries:  (number, entry) in order.
    length:   of the part that is whole, in bytes.
    """

    bases: dict[str | None, int]
    entries: tuple[tuple[int, dict[str, Any]], ...]
    length: int

    def after(self, number: int) -> list[dict[str, Any]]:
        """The actions after one of them, in order."""
        return [entry for n, entry in self.entries if n > number]


class Journal:
    """Appends actions; `restart` leaves out those that the annotation file holds by now."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.number = 0  # of the last action
        self._pending: dict[int, bytes] = {}
        self._handle: int | None = None
        self._length = 0

    def restart(self, base: str | None, upto: int) -> None:
        """Begin anew on a file with digest `base`, keeping the actions after number `upto`."""
        self._pending = {n: line for n, line in self._pending.items() if n > upto}
        head = _line({"base": base, "upto": upto})
        content = b"".join([head, *self._pending.values()])
        self.close()
        write_whole(self.path, content)
        self._open_at(len(content))

    def resume(self, kept: Kept, after: int) -> None:
        """Go on in the file that `kept` was read from; the actions after `after` are pending."""
        self._pending = {n: _line({"n": n, "entry": e}) for n, e in kept.entries if n > after}
        self.number = kept.entries[-1][0]
        os.truncate(self.path, kept.length)
        self._open_at(kept.length)

    def append(self, entry: dict[str, Any]) -> None:
        """Put one action on the disk; after an OSError the journal is as it was before."""
        line = _line({"n": self.number + 1, "entry": entry})
        self._put(line)
        self.number += 1
        self._pending[self.number] = line

    def mark_written(self, digest: str, upto: int) -> None:
        """A file with this digest, about to be renamed into place, holds all up to `upto`."""
        self._put(_line({"base": digest, "upto": upto}))

    @property
    def pending(self) -> int:
        """Actions that the annotation file does not hold yet."""
        return len(self._pending)

    def close(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _open_at(self, length: int) -> None:
        self._handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0))
        self._length = length

    def _put(self, line: bytes) -> None:
        assert self._handle is not None, "restart comes first"
        try:
            done = 0
            while done < len(line):
                done += os.write(self._handle, line[done:])
            os.fsync(self._handle)
        except OSError:
            os.ftruncate(self._handle, self._length)
            raise
        self._length += len(line)


def read_journal(path: Path) -> Kept | None:
    """What a journal holds, up to the first line that is not whole; None where there is none."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    bases: dict[str | None, int] = {}
    entries: list[tuple[int, dict[str, Any]]] = []
    length = 0
    for line in content.split(b"\n")[:-1]:  # the last has no end: torn, or empty
        plain = _parsed(line)
        if plain is None:
            break
        length += len(line) + 1
        if "entry" in plain:
            entries.append((plain["n"], plain["entry"]))
        else:
            bases[plain["base"]] = plain["upto"]
    return Kept(bases, tuple(entries), length)


def _line(plain: dict[str, Any]) -> bytes:
    text = json.dumps(plain, allow_nan=False).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


def _parsed(line: bytes) -> dict[str, Any] | None:
    checksum, _, text = line.partition(b" ")
    if checksum != b"%08x" % zlib.crc32(text):
        return None
    plain: dict[str, Any] = json.loads(text)
    return plain
