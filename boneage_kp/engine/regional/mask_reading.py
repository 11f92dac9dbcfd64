"""`read_mask`: the hand on a film, and figures that tell whether to trust it.

The network is asked twice, about the film as it lies and about the film turned and mirrored. Their
mean is the answer, of which the largest piece is kept; how far the two agree is a figure.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from boneage_kp.data.warp import border_grey
from boneage_kp.engine.letterbox import warped_view
from boneage_kp.engine.regional.mask_network import MaskNetwork
from boneage_kp.evaluation.mask_metric import overlap
from boneage_kp.schema.coords import Affine

TURN_DEG = 12.0
TOUCH_SHARE = 0.02  # of a side that the mask must cover to touch it


@dataclass(frozen=True)
class MaskMeasures:
    """What a rule or a person looks at. All are shares of 1, but `sides_touched`.

    area:           of the film.
    largest:        of the mask before smaller pieces were dropped.
    sides_touched:  of the film's four; a forearm touches one.
    solidity:       of the mask's convex hull; splayed fingers leave it at some 0.6 to 0.9.
    agreement:      intersection over union of the two answers.
    """

    area: float
    largest: float
    sides_touched: int
    solidity: float
    agreement: float


@dataclass(frozen=True, eq=False)
class MaskReading:
    """mask: (H, W) bool of the film."""

    mask: np.ndarray
    measures: MaskMeasures


def read_mask(network: MaskNetwork, grey: np.ndarray) -> MaskReading:
    """grey: (H, W) on 0-255."""
    height, width = network.input_hw
    whole = Affine.letterbox(grey.shape[:2], network.input_hw)
    centre = (width / 2, height / 2)
    turned = whole.then(Affine.rotation(TURN_DEG, centre)).then(Affine.mirror(width))
    border = border_grey(grey)
    views = [warped_view(grey, one, network.input_hw, border) for one in (whole, turned)]
    first, second = network.probability(np.stack([view.grey for view in views]))
    second = _moved(second, turned.inverse().then(whole), network.input_hw)
    mean = (first + second) / 2
    largest, share = largest_piece(mean > 0.5)
    # Smoothed on the film itself: a mask of cells would cut the skin into steps.
    kept = np.where(cv2.dilate(largest.astype(np.uint8), np.ones((3, 3))) > 0, mean, 0)
    film_hw = (grey.shape[0], grey.shape[1])
    on_film, _ = largest_piece(_moved(kept, whole.inverse(), film_hw) > 0.5)
    return MaskReading(on_film, measured(on_film, share, overlap(first > 0.5, second > 0.5)))


def largest_piece(mask: np.ndarray) -> tuple[np.ndarray, float]:
    """(H, W) bool: the largest connected piece without its holes, and its share of the mask."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count < 2:
        return np.zeros_like(mask, bool), 0.0
    areas = stats[1:, cv2.CC_STAT_AREA]
    piece = labels == 1 + int(areas.argmax())
    outlines, _ = cv2.findContours(piece.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = cv2.drawContours(np.zeros(mask.shape, np.uint8), outlines, -1, (1,), cv2.FILLED)
    return filled > 0, float(areas.max() / areas.sum())


def measured(mask: np.ndarray, largest: float, agreement: float) -> MaskMeasures:
    """mask: (H, W) bool, one piece; largest, agreement: see `MaskMeasures`."""
    sides = (mask[0], mask[-1], mask[:, 0], mask[:, -1])
    points = np.argwhere(mask)[:, ::-1].astype(np.int32)
    # Hull between pixel centres, where a mask of n pixels has some n less half its outline.
    hull = cv2.contourArea(cv2.convexHull(points)) if len(points) > 2 else 0.0
    return MaskMeasures(
        area=float(mask.mean()),
        largest=largest,
        sides_touched=sum(float(side.mean()) >= TOUCH_SHARE for side in sides),
        solidity=min(1.0, float(mask.sum() / hull)) if hull else 0.0,
        agreement=agreement,
    )


def _moved(values: np.ndarray, affine: Affine, target_hw: tuple[int, int]) -> np.ndarray:
    return cv2.warpAffine(
        values.astype(np.float32), affine.cv2_matrix(), target_hw[::-1], flags=cv2.INTER_LINEAR
    )
