"""Files that are there whole or not at all: written beside the target, flushed to disk, renamed."""

import errno
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

_BESIDE = ".half-written"


@contextmanager
def whole_text_file(path: Path) -> Iterator[TextIO]:
    """Open a UTF-8 text file that replaces `path` only if the block ends without an error.

    The text goes to a hidden file in the same folder, so that the last step is one rename: whoever
    looks sees the old file or the new one. On any error the hidden file is removed.
    """
    with (
        _replacing(Path(path)) as handle,
        open(handle, "w", encoding="utf-8", newline="", closefd=False) as text,
    ):
        yield text


def write_whole(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Put `content` at `path` in one step; whatever stops the program, no half file is seen.

    content:  bytes, or pieces of them, so that a large file needs no memory of its size.
    """
    with _replacing(Path(path)) as handle, open(handle, "wb", closefd=False) as file:
        for piece in [content] if isinstance(content, bytes) else content:
            file.write(piece)


def remove_half_written(folder: Path) -> None:
    """Clear away what killed runs left beside their files in this folder."""
    for path in folder.glob(f".*{_BESIDE}"):
        path.unlink(missing_ok=True)


@contextmanager
def _replacing(path: Path) -> Iterator[int]:
    """A handle to write through; what was written takes the place of `path` at the end."""
    target = _plain_target(path)
    # A name of its own: a killed run's last worker shares no file with the next run.
    handle, beside = tempfile.mkstemp(prefix=f".{target.name}.", suffix=_BESIDE, dir=target.parent)
    try:
        try:
            yield handle
            os.fsync(handle)
        finally:
            os.close(handle)
        os.chmod(beside, _mode_for(target))
        os.replace(beside, target)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def _plain_target(path: Path) -> Path:
    """Where the file really goes; refuses what a rename would destroy, such as /dev/null."""
    target = path.resolve()
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a folder", str(path))
    if target.exists() and not target.is_file():
        raise OSError(errno.EINVAL, "is no plain file and cannot be replaced by one", str(path))
    if not target.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "the folder does not exist", str(path.parent))
    return target


def _mode_for(target: Path) -> int:
    """The rights of the file replaced, or those a plain `open` would have given a new one."""
    try:
        return target.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where folders can be synced."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
