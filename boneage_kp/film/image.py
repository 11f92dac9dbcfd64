"""Reading a film from PNG, JPEG, TIFF or BMP: grey, 8 or 16 bits, upright as EXIF says."""

from pathlib import Path

import cv2
import numpy as np


class FilmError(ValueError):
    """A file that cannot be read as a film; the text says what it is and what would do."""


def read_grey(path: Path) -> np.ndarray:
    """(H, W) uint8 or uint16, original pixels after EXIF orientation.

    Colour films are taken to grey by OpenCV's luma weights; nothing is rescaled.
    """
    try:
        content = np.fromfile(path, np.uint8)
    except FileNotFoundError:
        raise FilmError(f"{path}: there is no such file") from None
    except OSError as error:
        raise FilmError(f"{path}: cannot be read ({error.strerror or error})") from None
    if content.size == 0:
        raise FilmError(f"{path}: the file is empty; a PNG, JPEG, TIFF or BMP is wanted")
    # ANYDEPTH keeps 16 bits; without it OpenCV would cut them to 8 in silence.
    grey = cv2.imdecode(content, cv2.IMREAD_GRAYSCALE | cv2.IMREAD_ANYDEPTH)
    if grey is None:
        raise FilmError(f"{path}: is no whole PNG, JPEG, TIFF or BMP; export the film again")
    if grey.dtype not in (np.uint8, np.uint16):
        raise FilmError(f"{path}: pixels are {grey.dtype}; 8 or 16 bits without sign are wanted")
    return grey
