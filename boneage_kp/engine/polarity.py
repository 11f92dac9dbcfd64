"""Whether a film shows bone dark: told round each point, where nothing but the hand is near.

A film's rim tells nothing: collimated and scanned films have white margins in either polarity.
"""

import numpy as np

# Of the points' extent, which is about hand length. The disc lies within a finger's bone, the ring
# over its flesh and the gaps between fingers.
DISC_SHARE, RING_SHARE = 0.02, 0.08
DIRECTIONS = 24


def is_inverted(grey: np.ndarray, points_px: np.ndarray) -> bool:
    """Whether at most points bone is darker than what lies round it.

    grey: (H, W) on 0-255; points_px: (N, 2) on the film, three or more.
    """
    extent_px = float(np.ptp(points_px, axis=0).max())
    inner = _medians(grey, points_px, extent_px * np.linspace(0, DISC_SHARE, 3))
    outer = _medians(grey, points_px, np.array([extent_px * RING_SHARE]))
    return float(np.nansum(np.sign(inner - outer))) < 0


def _medians(grey: np.ndarray, points_px: np.ndarray, radii_px: np.ndarray) -> np.ndarray:
    """(N,) median grey on circles round each point; NaN where all of it lies off the film."""
    angle = np.arange(DIRECTIONS) * (2 * np.pi / DIRECTIONS)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    offsets_px = (radii_px[:, None, None] * circle).reshape(-1, 2)
    xy_px = points_px[:, None, :] + offsets_px
    column, row = np.floor(xy_px).astype(int).transpose(2, 0, 1)
    height, width = grey.shape
    on_film = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    values = grey[np.clip(row, 0, height - 1), np.clip(column, 0, width - 1)].astype(np.float32)
    values[~on_film] = np.nan
    seen = on_film.any(axis=1)
    medians = np.full(len(points_px), np.nan)
    medians[seen] = np.nanmedian(values[seen], axis=1)
    return medians
