"""Stages of skeletal development: six stretches of bone age, with limits by sex.

As atlases of the hand divide childhood (Gilsanz and Ratib). The limits were written down from
memory of that division and are to be checked against the book before they are cited; the last two
are made to join, so that every age lies in one stage.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

from boneage_kp.schema.records import Sex


class DevelopmentStage(NamedTuple):
    """Bone ages in [low, high) months, by sex."""

    name: str
    girls_months: tuple[float, float]
    boys_months: tuple[float, float]

    def holds(self, sex: Sex, age_months: float) -> bool:
        low, high = self.girls_months if sex is Sex.FEMALE else self.boys_months
        return low <= age_months < high


STAGES: tuple[DevelopmentStage, ...] = (
    DevelopmentStage("infancy", (0, 10), (0, 14)),
    DevelopmentStage("toddlers", (10, 24), (14, 36)),
    DevelopmentStage("pre-puberty", (24, 84), (36, 108)),
    DevelopmentStage("early and mid-puberty", (84, 156), (108, 168)),
    DevelopmentStage("late puberty", (156, 180), (168, 192)),
    DevelopmentStage("post-puberty", (180, math.inf), (192, math.inf)),
)
BY_NAME: Mapping[str, DevelopmentStage] = {stage.name: stage for stage in STAGES}


def stage_of(sex: Sex, age_months: float) -> str:
    """The name of the stage that a bone age lies in."""
    return next(stage.name for stage in STAGES if stage.holds(sex, age_months))
