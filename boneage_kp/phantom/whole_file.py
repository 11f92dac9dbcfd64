"""Files that are there whole or not at all: written beside, flushed, renamed."""

import os
from collections.abc import Iterable
from pathlib import Path

BESIDE = ".half-written"


def write_whole(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Put `content` at `path` in one step; whatever stops the program, no half file is seen.

    content:  bytes, or pieces of them, so that a large file needs no memory of its size.
    """
    # The process number keeps a killed run's last worker from sharing a file with the next run.
    beside = path.with_name(f".{path.name}.{os.getpid()}{BESIDE}")
    with beside.open("wb") as file:
        for piece in [content] if isinstance(content, bytes) else content:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)


def remove_half_written(folder: Path) -> None:
    """Clear away what killed runs left beside their files in this folder."""
    for path in folder.glob(f".*{BESIDE}"):
        path.unlink(missing_ok=True)
