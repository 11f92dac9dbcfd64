"""One scale of grey for everything that looks at films: 0 to 255, whatever the file's depth."""

import numpy as np

from boneage_kp.film.error import FilmError

_BIT_DEPTHS = (10, 12, 14, 16)
_WHITE_16 = 65535


def as_grey_255(grey: np.ndarray) -> np.ndarray:
    """Pixels on 0-255: uint8 as they are, deeper ones in float32 with nothing cut off.

    Scanners keep 10, 12 or 14 bits in 16: the least depth that holds the brightest pixel is taken.
    """
    if grey.dtype == np.uint8:
        return grey
    brightest = int(grey.max())
    depth = next(bits for bits in _BIT_DEPTHS if brightest < 2**bits)
    return grey.astype(np.float32) * np.float32(255 / (2**depth - 1))


def as_unsigned(pixels: np.ndarray) -> np.ndarray:
    """Signed, 32-bit or floating pixels as uint16, in the same order of brightness.

    Floats within 0-1 are shares of white; values within 0-65535 are kept, floats among them
    rounded; anything else is stretched from its own darkest to its own brightest pixel.
    """
    if pixels.dtype in (np.uint8, np.uint16):
        return pixels
    if pixels.dtype.kind == "f":
        missing = int(pixels.size - np.isfinite(pixels).sum())
        if missing:
            raise FilmError(
                f"{missing} of its {pixels.size} pixels are no numbers (NaN or infinite); "
                "fill them with the background and save it again"
            )
    elif pixels.dtype.kind not in "iu":
        raise FilmError(f"its pixels are {pixels.dtype}; grey of 8 or 16 bits is wanted")
    low, high = float(pixels.min()), float(pixels.max())
    if low >= 0 and high <= _WHITE_16 and not (pixels.dtype.kind == "f" and high <= 1):
        return np.rint(pixels).astype(np.uint16)
    if low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    stretched = (pixels.astype(np.float64) / 2 - low / 2) / ((high / 2 - low / 2) or 1.0)
    return np.rint(stretched * _WHITE_16).astype(np.uint16)
