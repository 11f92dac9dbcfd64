"""JPEG: the size out of the frame header, and that the end of the picture is there."""

import struct

from boneage_kp.film.headers.picture_header import PictureHeader, not_whole

_END, _SCAN = 0xD9, 0xDA
_NO_LENGTH = {0x01, *range(0xD0, 0xD9)}
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # of any process, but no tables

_MOST_MARKERS = 2**16


def jpeg_header(content: bytes) -> PictureHeader:
    """The header of a JPEG; one without frame, scan or end is refused."""
    header, at = None, 2
    for _ in range(_MOST_MARKERS):
        if at + 4 > len(content) or content[at] != 0xFF:
            break
        marker = content[at + 1]
        if marker == 0xFF:  # fill bytes may stand before a marker
            at += 1
            continue
        if marker in _NO_LENGTH:
            at += 2
            continue
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        if marker in _FRAMES and at + 10 <= len(content):
            bits, height, width, channels = struct.unpack(">BHHB", content[at + 4 : at + 10])
            header = PictureHeader(width, height, bits, channels)
        if marker == _SCAN:
            # Thumbnails have ends of their own, but stand before the first scan.
            if header is not None and content.rfind(bytes([0xFF, _END])) > at:
                return header
            break
        at += 2 + length
    raise not_whole("JPEG")
