"""What is said through the pipes between a program and its decoding process.

A message is a length, that many bytes of JSON, and for a film its pixels. No pickles: what comes
from a process that met a hostile file is data.
"""

import json
import struct
from collections.abc import Mapping
from typing import IO, Any

_LENGTH = struct.Struct(">I")


def send(pipe: IO[bytes], message: Mapping[str, Any], pixels: memoryview | bytes = b"") -> None:
    """One message with its pixels, if any."""
    text = json.dumps(message).encode("ascii")
    pipe.write(_LENGTH.pack(len(text)) + text)
    pipe.write(pixels)
    pipe.flush()


def receive(pipe: IO[bytes]) -> dict[str, Any] | None:
    """The next message; None when the other side is gone."""
    start = pipe.read(_LENGTH.size)
    if len(start) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(start)
    text = pipe.read(length)
    return dict(json.loads(text)) if len(text) == length else None


def fill(pipe: IO[bytes], view: memoryview) -> bool:
    """Pixels into `view`; False when the other side is gone before the last of them."""
    done = 0
    while done < len(view):
        count = pipe.readinto(view[done:])  # type: ignore[attr-defined]
        if not count:
            return False
        done += count
    return True
