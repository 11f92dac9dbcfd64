"""`RegisterHand`: the whole film laid on the template hand."""

import numpy as np

from boneage_kp.data.registration.region_view import RegionView, to_template
from boneage_kp.data.sample import Sample
from boneage_kp.data.transforms.geometric import square
from boneage_kp.data.warp import Warp, border_grey
from boneage_kp.registry import TRANSFORMS


@TRANSFORMS.register_module()
class RegisterHand:
    """Turns, zooms, mirrors and stretches a film so that its 13 points lie on the template's.

    The hand is upright with its thumb on the right; nothing is cut off but what lies outside the
    input. `from_film` of the sample is the exact map, and its inverse the way back.
    size:  of the input, in which the template's whole hand is centred.
    """

    def __init__(self, size: int | tuple[int, int]) -> None:
        self.view = RegionView("a", square(size))

    def __call__(self, sample: Sample, rng: np.random.Generator) -> Sample:
        affine = self.view.affine(to_template(sample))
        return Warp(affine, self.view.target_hw, border_grey(sample.grey))(sample)
