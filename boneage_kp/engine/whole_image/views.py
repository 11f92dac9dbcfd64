"""Views of a film that a network is asked about: as it lies, turned a little, mirrored."""

from typing import NamedTuple

import numpy as np

from boneage_kp.data.warp import border_grey
from boneage_kp.engine.letterbox import View, warped_view
from boneage_kp.schema.coords import Affine


class Turn(NamedTuple):
    """degrees: clockwise; mirrored: left and right change places afterwards."""

    degrees: float
    mirrored: bool


# The first is the film as it lies; turns stay within those that training draws.
VIEWS = tuple(Turn(d, m) for d in (0.0, 8.0, -8.0, 16.0, -16.0) for m in (False, True))


def views_of(grey: np.ndarray, input_hw: tuple[int, int], count: int) -> list[View]:
    """The first `count` views, each interpolated once, from the film as it came.

    grey:  (h, w) on 0-255.
    """
    height, width = input_hw
    centre_px = (width / 2, height / 2)
    border = border_grey(grey)
    whole = Affine.letterbox(grey.shape[:2], input_hw)
    views = []
    for turn in VIEWS[:count]:
        affine = whole.then(Affine.rotation(turn.degrees, centre_px))
        affine = affine.then(Affine.mirror(width)) if turn.mirrored else affine
        views.append(warped_view(grey, affine, input_hw, border))
    return views


def check_views(count: int) -> int:
    """The count, if there are so many views."""
    if not 1 <= count <= len(VIEWS):
        raise ValueError(f"--views {count}: 1 (the film as it lies) to {len(VIEWS)} are known")
    return count
