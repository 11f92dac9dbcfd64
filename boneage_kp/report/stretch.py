"""`stretched`: a film's greys spread over all of 0-255 for viewing."""

import cv2
import numpy as np

_TOP = 235  # somewhat below white, so that drawn lines stand out


def stretched(grey: np.ndarray, bone: np.ndarray | None = None) -> np.ndarray:
    """uint8 for viewing: the usual range of greys over all of 0-255, somewhat below white.

    grey:  (H, W) uint8 or uint16.
    bone:  greys that are to end near white; a lead letter brighter than all bone then does not
           leave the hand in the dark. None: the brightest of the picture.
    """
    low, high = _percentiles(grey, (1.0, 99.7))
    if bone is not None and (brightest := np.percentile(bone, 98.0)) > low + 1:  # else inverted
        high = min(high, brightest)
    if grey.size < _levels(grey):
        return _spread(grey, low, high)
    # A film has far more pixels than greys: each grey is worked out once.
    table = _spread(np.arange(_levels(grey)), low, high)
    return cv2.LUT(grey, table) if grey.dtype == np.uint8 else table[grey]


def _spread(grey: np.ndarray, low: float, high: float) -> np.ndarray:
    scaled = (grey.astype(np.float64) - low) / max(high - low, 1e-6)
    return np.rint(_TOP * np.clip(scaled, 0, 1)).astype(np.uint8)


def _percentiles(grey: np.ndarray, shares: tuple[float, ...]) -> list[float]:
    """What `np.percentile` gives, from how often each grey occurs: no film is sorted for it."""
    if grey.size < _levels(grey):
        return [float(value) for value in np.percentile(grey, shares)]
    levels = _levels(grey)
    counts = cv2.calcHist([grey], [0], None, [levels], [0, levels]).ravel()
    ends = counts.astype(np.int64).cumsum()
    found = []
    for share in shares:
        place = share / 100 * (grey.size - 1)
        first = int(place)
        below, above = np.searchsorted(ends, (first, first + 1), side="right").tolist()
        found.append(below + (place - first) * (above - below))
    return found


def _levels(grey: np.ndarray) -> int:
    return int(np.iinfo(grey.dtype).max) + 1
