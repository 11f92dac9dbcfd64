"""`HideSex`: some films without their sex, so that a network also learns to do without."""

from dataclasses import replace

import numpy as np

from boneage_kp.data.sample import Sample
from boneage_kp.registry import TRANSFORMS


@TRANSFORMS.register_module()
class HideSex:
    """Takes the sex off the record with this probability."""

    def __init__(self, probability: float = 0.1) -> None:
        self.probability = probability

    def __call__(self, sample: Sample, rng: np.random.Generator) -> Sample:
        if rng.random() >= self.probability:
            return sample
        return replace(sample, record=replace(sample.record, sex=None))
