"""`FileLock`: two annotators on one annotation file would overwrite each other's journal."""

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class FileLock:
    """Held as long as the process lives; the system lets go of it however the process ends."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            if sys.platform == "win32":
                msvcrt.locking(self._handle, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._handle)
            raise ValueError(
                f"{path.name.removesuffix('.lock')} is open in another annotator; end that one, "
                "or work on a file of your own with --rater NAME"
            ) from None

    def release(self) -> None:
        """Let go; the empty file stays, so that nobody locks a name that has gone."""
        os.close(self._handle)
