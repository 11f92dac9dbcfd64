"""A film into a network's input, by the very transform that training uses."""

from typing import NamedTuple

import numpy as np

from boneage_kp.data.sample import Sample
from boneage_kp.data.warp import Warp, border_grey
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.records import HandRecord


class View(NamedTuple):
    """grey: (H, W) uint8, what the network sees; from_film: film pixels to its pixels."""

    grey: np.ndarray
    from_film: Affine


def letterboxed(grey: np.ndarray, input_hw: tuple[int, int]) -> View:
    """Scale (h, w) grey on 0-255 into the input, centred, without distortion."""
    affine = Affine.letterbox(grey.shape[:2], input_hw)
    return warped_view(grey, affine, input_hw, border_grey(grey))


def warped_view(grey: np.ndarray, affine: Affine, input_hw: tuple[int, int], border: float) -> View:
    """Any other map of (h, w) grey into the input; `border` is the grey outside the film."""
    seen = Warp(affine, input_hw, border)(_unlabelled(grey))
    return View(np.clip(np.rint(seen.grey), 0, 255).astype(np.uint8), seen.from_film)


def _unlabelled(grey: np.ndarray) -> Sample:
    nothing = np.zeros(0, bool)
    height, width = grey.shape
    return Sample(
        grey=grey,
        xy_px=np.zeros((0, 2)),
        shown=nothing,
        known=nothing,
        stage=np.zeros(0, int),
        length_px=np.nan,
        from_film=Affine.identity(),
        record=HandRecord("", (height, width), {}),
    )
