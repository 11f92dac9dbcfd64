"""One scale of grey for everything that looks at films: 0 to 255, whatever the file's depth."""

import numpy as np

_BIT_DEPTHS = (10, 12, 14, 16)


def as_grey_255(grey: np.ndarray) -> np.ndarray:
    """Pixels on 0-255: uint8 as they are, deeper ones in float32 with nothing cut off.

    Scanners keep 10, 12 or 14 bits in 16: the least depth that holds the brightest pixel is taken.
    """
    if grey.dtype == np.uint8:
        return grey
    brightest = int(grey.max())
    depth = next(bits for bits in _BIT_DEPTHS if brightest < 2**bits)
    return grey.astype(np.float32) * np.float32(255 / (2**depth - 1))
