"""PNG: the size, and that every chunk up to the end is there with its right checksum."""

import struct
import zlib

from boneage_kp.film.error import FilmError
from boneage_kp.film.headers.picture_header import PictureHeader, not_whole

_CHANNELS = {0: 1, 2: 3, 3: 3, 4: 2, 6: 4}  # by colour type
_MOST_CHUNKS = 2**18


def png_header(content: bytes) -> PictureHeader:
    """The header of a PNG; one that lacks its end or has a wrong checksum is refused."""
    if len(content) < 33 or content[12:16] != b"IHDR":
        raise not_whole("PNG")
    width, height, bits, colour = struct.unpack(">IIBB", content[16:26])
    if colour not in _CHANNELS:
        raise not_whole("PNG")
    _check_chunks(content)
    return PictureHeader(width, height, bits, _CHANNELS[colour])


def _check_chunks(content: bytes) -> None:
    view, at = memoryview(content), 8
    for _ in range(_MOST_CHUNKS):
        if at + 12 > len(content):
            break
        length, name = struct.unpack(">I4s", view[at : at + 8])
        end = at + 12 + length
        if end > len(content):
            break
        (wanted,) = struct.unpack(">I", view[end - 4 : end])
        if zlib.crc32(view[at + 4 : end - 4]) != wanted:
            break
        if name == b"acTL":
            raise FilmError("is an animated PNG; export the one picture that shows the hand")
        if name == b"IEND":
            return
        at = end
    raise not_whole("PNG")
