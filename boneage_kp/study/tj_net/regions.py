"""How much of an activation lies in the regions of the 13 rated bones.

A bone's region is the disc round its growth plate of a radius in hand lengths. Overlapping discs
count once. What would lie there if all of the film were equally active stands beside it.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from boneage_kp.schema.coords import Affine
from boneage_kp.schema.records import HandRecord

RADIUS = 0.08  # hand lengths: a growth plate with both ends of bone beside it


@dataclass(frozen=True)
class Inside:
    """share: of the activation on the film that lies in the regions; even: of the film's area."""

    share: float
    even: float

    @property
    def ratio(self) -> float:
        """How many times as active the regions are as the film on the whole."""
        return self.share / self.even


def inside_regions(
    activation: np.ndarray,
    record: HandRecord,
    from_film: Affine,
    input_hw: tuple[int, int],
    radius: float = RADIUS,
) -> Inside | None:
    """None where the record has no points, or nothing is active.

    activation:  (h, w) >= 0, whose cells share the input evenly.
    from_film:   film pixels to pixels of the input.
    radius:      in hand lengths.
    """
    xy_px, visibility = record.points_px()
    length_px = record.hand_length_px()
    if length_px is None or not visibility.any():
        return None
    centres_px = from_film(xy_px[visibility > 0])
    film = _on_film(record.size_hw, from_film, input_hw)
    regions = _discs(centres_px, radius * length_px * from_film.scale, input_hw) & film
    # Linear, so that a cell's edge is no edge of what is active.
    active = cv2.resize(activation, input_hw[::-1], interpolation=cv2.INTER_LINEAR)
    total = float(active[film].sum())
    if total <= 0 or not regions.any():
        return None
    return Inside(float(active[regions].sum()) / total, float(regions.sum() / film.sum()))


def _discs(centres_px: np.ndarray, radius_px: float, input_hw: tuple[int, int]) -> np.ndarray:
    """(H, W) bool: pixels whose centre lies in a disc."""
    x, y = _pixel_centres(input_hw)
    inside = np.zeros(input_hw, bool)
    for centre_x, centre_y in centres_px:
        inside |= np.hypot(x - centre_x, y - centre_y) <= radius_px
    return inside


def _on_film(size_hw: tuple[int, int], from_film: Affine, input_hw: tuple[int, int]) -> np.ndarray:
    """(H, W) bool: pixels of the input that show the film, and not what is round it."""
    height, width = size_hw
    (x0, y0), (x1, y1) = from_film(np.array([[0, 0], [width, height]]))
    x, y = _pixel_centres(input_hw)
    return (x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)


def _pixel_centres(input_hw: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """(1, W) and (H, 1)."""
    height, width = input_hw
    return np.arange(width)[None] + 0.5, np.arange(height)[:, None] + 0.5
