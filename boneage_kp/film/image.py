"""PNG, JPEG, TIFF and BMP to grey, 8 or 16 bits, upright as EXIF says; `read_grey` for any file."""

from pathlib import Path

import cv2
import numpy as np

from boneage_kp.film.error import FilmError
from boneage_kp.film.facts import FilmFacts
from boneage_kp.film.grey import as_unsigned
from boneage_kp.film.headers.bmp import bmp_header
from boneage_kp.film.headers.jpeg import jpeg_header
from boneage_kp.film.headers.picture_header import PictureHeader, not_whole
from boneage_kp.film.headers.png import png_header
from boneage_kp.film.headers.tiff import tiff_header
from boneage_kp.film.limits import DEFAULT_LIMITS, FilmLimits

__all__ = ["FilmError", "decode_picture", "read_grey"]

_HEADERS = {"PNG": png_header, "JPEG": jpeg_header, "TIFF": tiff_header, "BMP": bmp_header}
# ANYDEPTH keeps 16 bits; without it OpenCV would cut them to 8 in silence.
_GREY = cv2.IMREAD_GRAYSCALE | cv2.IMREAD_ANYDEPTH


def read_grey(path: Path, limits: FilmLimits = DEFAULT_LIMITS) -> np.ndarray:
    """(H, W) uint8 or uint16, original pixels after EXIF orientation, decoded in this process.

    For files of one's own, such as training data; `read_film` is for those of others. Colour films
    are taken to grey by OpenCV's luma weights; nothing is rescaled.
    """
    from boneage_kp.film.decode import decode_file

    try:
        return decode_file(path, limits).grey
    except FilmError as error:
        raise error.of_film(str(path)) from None


def decode_picture(content: bytes, kind: str, limits: FilmLimits) -> np.ndarray:
    """(H, W) uint8 or uint16 of a PNG, JPEG, TIFF or BMP; refused before decoding if too large."""
    header = _HEADERS[kind](content)
    limits.check_size(header.width, header.height)
    if kind == "JPEG" and header.bits != 8:
        raise FilmError(f"is a JPEG of {header.bits} bits; 8 are read. Export it as PNG or TIFF")
    try:
        pixels = cv2.imdecode(np.frombuffer(content, np.uint8), _GREY)
    except cv2.error as error:
        if error.code == cv2.Error.StsNoMem:
            raise MemoryError from None
        raise not_whole(kind) from None
    if pixels is None:
        raise not_whole(kind)
    _check_shape(pixels, header, kind)
    grey = as_unsigned(pixels)
    # OpenCV turns such films of 8 bits itself, and leaves those of 16 bits as they are.
    if header.white_is_zero and grey.dtype == np.uint16:
        return np.uint16(2**header.bits - 1 if header.bits <= 16 else 65535) - grey
    return grey


def picture_facts(content: bytes, kind: str, digest: str) -> FilmFacts:
    """What the header of a decoded picture says; resolutions are left out on purpose.

    A picture's dots per inch tell how to print it; hardly ever how large the hand was.
    """
    header = _HEADERS[kind](content)
    photometric = "MONOCHROME1" if header.white_is_zero else "MONOCHROME2"
    colour = header.channels >= 3
    return FilmFacts(kind, digest, header.bits, "RGB" if colour else photometric)


def _check_shape(pixels: np.ndarray, header: PictureHeader, kind: str) -> None:
    """A decoder that came to another size than the header's was led astray."""
    if sorted(pixels.shape) != sorted((header.height, header.width)):
        raise not_whole(kind)
