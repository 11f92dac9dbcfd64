"""BMP: the size, and that the pixels it promises are in the file."""

import struct

from boneage_kp.film.headers.picture_header import PictureHeader, not_whole


def bmp_header(content: bytes) -> PictureHeader:
    """The header of a BMP; a negative height (rows from the top) is a height."""
    if len(content) < 54:
        raise not_whole("BMP")
    start, _, width, height, _, bits, packed = struct.unpack("<IIiiHHI", content[10:34])
    rows = ((abs(width) * bits + 31) // 32) * 4 * abs(height)
    if width < 1 or height == 0 or (packed == 0 and start + rows > len(content)):
        raise not_whole("BMP")
    return PictureHeader(width, abs(height), min(bits, 8), 1 if bits <= 8 else 3)
