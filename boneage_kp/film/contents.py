"""The bytes of a film's file, out of plain files alone: nothing here waits for a pipe."""

import errno
import os
import stat
from pathlib import Path

from boneage_kp.film.error import FilmError
from boneage_kp.film.limits import DEFAULT_LIMITS, FilmLimits

_WORDS = {
    errno.ENOENT: "there is no such file",
    errno.ENOTDIR: "there is no such file: a folder in its path is a file",
    errno.EACCES: "may not be read (permission denied); change its rights",
    errno.EPERM: "may not be read (permission denied); change its rights",
    errno.ELOOP: "is a link that leads back to itself",
    errno.ENAMETOOLONG: "there is no such file: the name is too long",
}
# A device may act on being opened and a pipe may wait for ever: looked at first, opened after.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def file_bytes(path: str | Path, limits: FilmLimits = DEFAULT_LIMITS) -> bytes:
    """All of a plain file; whatever else the path leads to is refused by name."""
    try:
        _check(os.stat(path), limits)
        handle = os.open(path, _FLAGS)
        with open(handle, "rb") as file:
            _check(os.fstat(handle), limits)
            # One byte more than allowed shows a file that grew since it was looked at.
            content = file.read(limits.file_bytes + 1)
    except OSError as error:
        words = _WORDS.get(error.errno or 0, f"cannot be read ({error.strerror or 'no reason'})")
        raise FilmError(words) from None
    except ValueError as error:
        if isinstance(error, FilmError):
            raise
        raise FilmError("there is no such file: no file can have this name") from None
    limits.check_bytes(len(content))
    if not content:
        raise FilmError("the file is empty; a PNG, JPEG, TIFF, BMP or DICOM file is wanted")
    return content


def _check(status: os.stat_result, limits: FilmLimits) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise FilmError("is a folder; name a film, or let `boneage-kp infer` look into the folder")
    if not stat.S_ISREG(status.st_mode):
        raise FilmError("is a pipe, socket or device, not a file; copy the film into a file")
    limits.check_bytes(status.st_size)
