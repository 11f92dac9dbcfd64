"""`WatchedFile`: a file that is ours to write, and whether somebody else wrote it meanwhile."""

import hashlib
import os
import shutil
from pathlib import Path

from boneage_kp.film.whole_file import sync_folder


class WatchedFile:
    """Knows the digest of the file as we last read or wrote it; None where there was none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.digest: str | None = None
        self._stamp: tuple[int, int, int] | None = None
        self.note()

    def note(self) -> None:
        """Take the file as it is now for ours."""
        # The stamp first: a change between the two lines shows at the next look.
        self._stamp = self._look()
        self.digest = digest_of(self.path)

    def changed(self) -> bool:
        """Whether its content is no longer ours; reads it only where time, size or place moved."""
        stamp = self._look()
        if stamp == self._stamp:
            return False
        if digest_of(self.path) != self.digest:
            return True
        self._stamp = stamp
        return False

    def replace_by(self, beside: Path) -> None:
        """Rename a finished file in the same folder over it; both survive a power cut."""
        if self.path.exists():
            shutil.copymode(self.path, beside)
        os.replace(beside, self.path)
        sync_folder(self.path.parent)
        self.note()

    def copy_aside(self, ending: str, numbered: bool) -> Path | None:
        """A copy beside it, `name.ending`, or `name.ending-N.json` with the first free number."""
        if not self.path.exists():
            return None
        target = self.path.with_name(self.path.name + f".{ending}")
        if numbered:
            target = free_name(self.path, ending, ".json")
        shutil.copy2(self.path, target)
        return target

    def _look(self) -> tuple[int, int, int] | None:
        try:
            status = os.stat(self.path)
        except FileNotFoundError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino


def digest_of(path: Path) -> str | None:
    """SHA-256 of a file; None where there is none."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def free_name(path: Path, word: str, ending: str = "") -> Path:
    """`path.word-N` with the first N that nothing has."""
    number = 1
    while (target := path.with_name(f"{path.name}.{word}-{number}{ending}")).exists():
        number += 1
    return target
