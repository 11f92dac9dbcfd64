"""A hand that passes every check, to be spoilt one way at a time."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from boneage_kp.quality import Evidence
from boneage_kp.quality.layout import load_shape_model
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneReading, Sex
from boneage_kp.standards import load_standard

STANDARD = load_standard("tw3_rus")
LENGTH_PX = 600.0
FILM_HW = (900, 800)


def usual_hand(sex: Sex | None = Sex.FEMALE, years: float = 9.0, **changes: Any) -> Evidence:
    """Points of the mean hand, stages of the tempo `years`; other fields as given."""
    mean = load_shape_model().mean
    points = (mean - mean[0]) * (1, -1) * LENGTH_PX + (420, 780)
    bones = {
        name: bone_at(point, typical_stage(name, sex or Sex.FEMALE, years), name)
        for name, point in zip(HAND.names, points, strict=True)
    }
    hand = Evidence(
        bones=bones,
        second_peak=dict.fromkeys(HAND.names, 0.02),
        film_hw=FILM_HW,
        view_length_share=0.66,
        grey_low=30.0,
        grey_high=190.0,
        standard=STANDARD,
        sex=sex,
    )
    return replace(hand, **changes)


def typical_stage(bone: str, sex: Sex, years: float) -> str:
    """What the typical child has at an age."""
    assert STANDARD.stage_onsets is not None
    onsets = STANDARD.stage_onsets.years[sex][bone]
    return STANDARD.stages[bone][int(np.searchsorted(onsets, years))]


def bone_at(
    xy_px: np.ndarray, stage: str, name: str, confidence: float = 0.95, sure: float = 0.98
) -> BoneReading:
    names = STANDARD.stages[name]
    posterior = {s: (1 - sure) / (len(names) - 1) for s in names} | {stage: sure}
    return BoneReading((float(xy_px[0]), float(xy_px[1])), confidence, stage, posterior)


def with_bones(hand: Evidence, **bones: BoneReading) -> Evidence:
    """The same hand with some bones read otherwise."""
    changed: Mapping[str, BoneReading] = {**hand.bones, **bones}
    return replace(hand, bones=changed)


NOT_FOUND = BoneReading(None, 0.05, None, {})
