"""A hand that leans: what quarter turns leave over is taken out on the way into the network.

The pixels are resampled there anyway, so the turn costs no second interpolation. A film turned by
quarter turns, mirrored or inverted leans by the very same angle once upright, hence the network
still sees the very same pixels.
"""

from dataclasses import dataclass

import numpy as np

from boneage_kp.data.warp import border_grey
from boneage_kp.engine.letterbox import View, warped_view
from boneage_kp.quality.layout import load_shape_model
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.hand_frame import MARGIN

# Training turns hands by up to 25 degrees; a hand that leans less is read as it lies.
LEAST_DEG = 15.0


@dataclass(frozen=True, eq=False)
class Leaning:
    """How a hand lies on its upright crop.

    turn_deg:   of the fingers from straight up, clockwise.
    points_px:  (n, 2) its points on the crop, by the coarse pass.
    """

    turn_deg: float
    points_px: np.ndarray

    def view(self, crop: np.ndarray, input_hw: tuple[int, int]) -> View:
        """The crop turned until the fingers point up, framed as upright hands are."""
        turn = Affine.rotation(-self.turn_deg)
        upright_px = turn(self.points_px)
        low_px, high_px = upright_px.min(axis=0), upright_px.max(axis=0)
        margin_px = MARGIN * float(max(high_px - low_px))
        x0, y0 = low_px - margin_px
        width, height = high_px - low_px + 2 * margin_px
        into = Affine.letterbox((height, width), input_hw)
        affine = turn.then(Affine.translation(-x0, -y0)).then(into)
        return warped_view(crop, affine, input_hw, border_grey(crop))


def leaning_of(
    xy_px: np.ndarray, sure: np.ndarray, box_px: tuple[int, int, int, int]
) -> Leaning | None:
    """None for a hand that stands.

    xy_px: (K, 2) on the upright film; sure: (K,) bool, three or more; box_px: the crop's there.
    """
    model = load_shape_model()
    turn_deg = model.align(xy_px, sure).turn_deg
    if abs(turn_deg) < LEAST_DEG:
        return None
    return Leaning(turn_deg, model.completed(xy_px, sure) - box_px[:2])
