"""`RandomUpsideDown`: some films with top and bottom exchanged."""

import numpy as np

from boneage_kp.data.sample import Sample
from boneage_kp.data.warp import Warp, border_grey
from boneage_kp.registry import TRANSFORMS
from boneage_kp.schema.coords import Affine


@TRANSFORMS.register_module()
class RandomUpsideDown:
    """Flips the film over its horizontal middle with this probability; the hand changes sides.

    Whole pixels change places: nothing is interpolated, so that the film is as sharp as before.
    """

    def __init__(self, probability: float = 0.5) -> None:
        self.probability = probability

    def __call__(self, sample: Sample, rng: np.random.Generator) -> Sample:
        if rng.random() >= self.probability:
            return sample
        height, width = sample.grey.shape
        flip = Affine(np.array([[1.0, 0.0, 0.0], [0.0, -1.0, height]]))
        return Warp(flip, (height, width), border_grey(sample.grey))(sample)
