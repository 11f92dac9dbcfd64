"""`Warp`: one map of the plane for pixels and points; reading needs it where no torch is."""

from dataclasses import dataclass

import cv2
import numpy as np

from boneage_kp.data.sample import Sample
from boneage_kp.schema.coords import Affine


@dataclass(frozen=True)
class Warp:
    """Apply one map of the plane to pixels and points alike.

    target_hw: size of the frame that comes out; what lies outside the film takes `border`.
    """

    affine: Affine
    target_hw: tuple[int, int]
    border: float

    def __call__(self, sample: Sample) -> Sample:
        grey, affine = _shrunk(sample.grey, self.affine)
        warped = cv2.warpAffine(
            grey,
            affine.cv2_matrix(),
            self.target_hw[::-1],
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(self.border,),
        )
        return sample.warped(self.affine, warped)


def border_grey(grey: np.ndarray) -> float:
    """The usual grey along the film's border, to continue it outside."""
    edges = (grey[0], grey[-1], grey[:, 0], grey[:, -1])
    return float(np.median(np.concatenate(edges)))


def _shrunk(grey: np.ndarray, affine: Affine) -> tuple[np.ndarray, Affine]:
    """Average pixels before a strong reduction, which linear interpolation would skip over."""
    steps = int(1 / max(affine.scale, 1e-6))
    if steps < 2:
        return grey, affine
    height, width = grey.shape
    small = (max(1, width // steps), max(1, height // steps))
    back = Affine.scaling(width / small[0], height / small[1])
    return cv2.resize(grey, small, interpolation=cv2.INTER_AREA), back.then(affine)
