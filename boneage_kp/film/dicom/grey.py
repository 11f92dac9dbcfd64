"""Stored values to the grey a screen would show: modality, window, polarity in one table.

A pixel has at most 16 bits, so all steps are worked out once for every value there can be, in
double precision, and the film is looked up: exact, quick, and one rounding in all.
"""

from typing import TYPE_CHECKING

import numpy as np

from boneage_kp.film.dicom.values import number, text
from boneage_kp.film.dicom.window import modality_values, window_of

if TYPE_CHECKING:
    from pydicom.dataset import FileDataset


def as_shown(stored: np.ndarray, header: "FileDataset") -> tuple[np.ndarray, tuple[str, ...]]:
    """(H, W) uint8 or uint16 with bright bone, and notes on what of the header was not followed.

    stored:  (H, W) integers of at most 16 bits, as decoded.
    """
    bits = int(number(header, "BitsStored") or 16)
    low, high = _range(stored, bits)
    values = modality_values(np.arange(low, high + 1, dtype=np.float64), header)
    window, notes = window_of(values, header)
    # A window far wider than the pixels' range, or a curved one, would press them into few steps.
    finer = not window.is_linear or window.width > values.max() - values.min() + 1
    depth = 16 if finer else max(bits, 8)  # as_grey_255 takes 8 bits as they are: fewer are spread
    grey = _looked_up(stored, low, window.share, depth)
    if grey.min() == grey.max() and stored.min() != stored.max():
        notes += ("window: the header's shows nothing of this film; the full range is shown",)
        depth = max(bits, 8)
        grey = _looked_up(stored, low, window.full_share, depth)
    if _is_inverted(header):
        grey = grey.dtype.type(2**depth - 1) - grey
    return _without_padding(grey, stored, header), notes


def _range(stored: np.ndarray, bits: int) -> tuple[int, int]:
    """The values of the table: all that the pixels can have, from their own least if signed."""
    low = min(0, int(stored.min()))
    return low, max(low + 2**bits - 1, int(stored.max()))


def _looked_up(stored: np.ndarray, low: int, share: np.ndarray, depth: int) -> np.ndarray:
    """share: (values of the table,) brightness in 0-1; depth: bits of the result."""
    table = np.rint(share * (2**depth - 1)).astype(np.uint8 if depth == 8 else np.uint16)
    return table[stored.astype(np.int32) - low]


def _is_inverted(header: "FileDataset") -> bool:
    """MONOCHROME1 and the presentation shape INVERSE say the same thing, and often together."""
    return (
        text(header, "PhotometricInterpretation").upper() == "MONOCHROME1"
        or text(header, "PresentationLUTShape").upper() == "INVERSE"
    )


def _without_padding(grey: np.ndarray, stored: np.ndarray, header: "FileDataset") -> np.ndarray:
    """Pixels outside the picture are black, whatever the window made of them."""
    first = number(header, "PixelPaddingValue")
    if first is None:
        return grey
    last = number(header, "PixelPaddingRangeLimit")
    low, high = sorted((first, first if last is None else last))
    padded = (stored >= low) & (stored <= high)
    if padded.all():
        return grey
    return np.where(padded, grey.dtype.type(0), grey)
