"""The coarse pass: where the hand is, and what puts it upright.

A light network, trained on every turn, side, scale and polarity, reads the whole film once; the
shape model turns its points into quarter turns, side and a crop.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from boneage_kp.engine.letterbox import letterboxed
from boneage_kp.engine.network import Network
from boneage_kp.engine.upright import Upright
from boneage_kp.quality.layout import load_shape_model

CROP_MARGIN = 0.15  # of hand length, beyond the outermost plates plus what lies beyond them
# Finger tips lie beyond the distal plates, the forearm below the radius: shares of hand length.
REACH = 0.15


@dataclass(frozen=True)
class Found:
    """What the coarse pass says.

    second_hand:  confidence that another hand lies on the film, in [0, 1].
    """

    upright: Upright
    second_hand: float


class Finder(Protocol):
    """Anything that finds hands."""

    digest: str

    def find(self, grey: np.ndarray) -> Found | None:
        """(H, W) grey on 0-255; None when there is no hand."""
        ...


class NetworkFinder:
    """Finds with a `Network` of the same 13 bones, at its own small input size.

    min_confidence:  a bone counts from here on; min_bones: fewer are no hand.
    """

    def __init__(self, network: Network, min_confidence: float = 0.2, min_bones: int = 6) -> None:
        self.network = network
        self.digest = network.digest
        self.min_confidence = min_confidence
        self.min_bones = min_bones

    def find(self, grey: np.ndarray) -> Found | None:
        """Points of the coarse pass to an upright crop."""
        view = letterboxed(grey, self.network.input_hw)
        reading = self.network.read(view.grey[None, None])
        confidence = reading.confidence[0]
        sure = confidence >= self.min_confidence
        if sure.sum() < self.min_bones:
            return None
        xy_px = view.from_film.inverse()(reading.xy_px[0])
        rivals = np.minimum(reading.second_peak[0], confidence)[sure]
        return Found(upright_of(grey, xy_px, sure), float(np.median(rivals)))


def upright_of(grey: np.ndarray, xy_px: np.ndarray, sure: np.ndarray) -> Upright:
    """Quarter turns, side, polarity and crop from points.

    grey:   (H, W) on 0-255; xy_px: (K, 2) film pixels; sure: (K,) bool, three or more.
    """
    alignment = load_shape_model().align(xy_px, sure)
    quarter_turns = int(np.round(-alignment.turn_deg / 90)) % 4
    # Upright, a left hand's thumb is on the right: the side that most films show.
    right_hand = not alignment.mirrored
    return Upright(
        box_px=crop_box(xy_px[sure], grey.shape[:2]),
        quarter_turns=quarter_turns,
        mirrored=right_hand,
        inverted=is_inverted(grey, xy_px[sure]),
    )


def crop_box(points_px: np.ndarray, size_hw: tuple[int, ...]) -> tuple[int, int, int, int]:
    """The hand and a margin, in whole pixels, cut to the film."""
    low, high = points_px.min(axis=0), points_px.max(axis=0)
    margin = (REACH + CROP_MARGIN) * float(max(high - low))
    height, width = size_hw
    x0, y0 = (int(v) for v in np.floor(np.maximum(low - margin, 0)))
    x1, y1 = (int(v) for v in np.ceil(np.minimum(high + margin, (width, height))))
    return x0, y0, x1, y1


def is_inverted(grey: np.ndarray, points_px: np.ndarray) -> bool:
    """Whether bone is darker than what surrounds the hand."""
    height, width = grey.shape
    column = np.clip(points_px[:, 0].astype(int), 0, width - 1)
    row = np.clip(points_px[:, 1].astype(int), 0, height - 1)
    x0, y0, x1, y1 = crop_box(points_px, grey.shape)
    box = grey[y0:y1, x0:x1]
    rim = np.concatenate([box[0], box[-1], box[:, 0], box[:, -1]])
    return float(np.median(grey[row, column])) < float(np.median(rim))
