"""Readings for tests of reports: the mean hand with given stages."""

from dataclasses import replace
from typing import Any

import numpy as np

from boneage_kp.quality.layout import load_shape_model
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneReading, HandReading, Sex
from boneage_kp.standards import load_standard

STANDARD = load_standard("tw3_rus")


def usual_points(film_hw: tuple[int, int]) -> np.ndarray:
    """(K, 2) the mean hand on a film of this size."""
    height, width = film_hw
    mean = load_shape_model().mean
    return (mean - mean[0]) * (1, -1) * 0.6 * height + (0.53 * width, 0.86 * height)


def usual_reading(film_hw: tuple[int, int] = (700, 600), **changes: Any) -> HandReading:
    bones = {}
    for name, xy in zip(HAND.names, usual_points(film_hw), strict=True):
        names = STANDARD.stages[name]
        posterior = dict.fromkeys(names, 0.3 / (len(names) - 1)) | {"F": 0.7}
        bones[name] = BoneReading((float(xy[0]), float(xy[1])), 0.9, "F", posterior)
    reading = HandReading(
        file_name="films/a b\n.png",
        bones=bones,
        sex=Sex.FEMALE,
        standard_id="tw3_rus",
        score=500,
        bone_age_months=129.3,
        bone_age_bound=None,
        age_median_months=128.0,
        age_mean_months=128.4,
        interval_months=(110.0, None),
        interval_bounds=(None, "mature"),
        verdict="review",
        reasons=("low_confidence: unsure where: dp5 0.31",),
        digests={"image": "a" * 64, "model": "b" * 64, "standard": STANDARD.digest},
    )
    return replace(reading, **changes)
