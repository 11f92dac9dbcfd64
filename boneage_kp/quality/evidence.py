"""`Evidence`: a hand as it was read, with what the checks need to judge it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from boneage_kp.quality.limits import QualityLimits
from boneage_kp.schema.hand import HAND, HandSchema
from boneage_kp.schema.layout import hand_length_px
from boneage_kp.schema.records import BoneReading, Sex
from boneage_kp.standards import Standard


@dataclass(frozen=True, eq=False)
class Evidence:
    """One hand before the verdict.

    bones:         per bone; xy_px in pixels of the film, None where there is no point.
    second_peak:   per bone the confidence of the best place outside the bone's own region.
    film_hw:       (height, width) of the film.
    view_length_share:  hand length over the longer side of the network's input.
    grey_low, grey_high:  5th and 95th percentile in the hand's box, on 0-255.
    second_hand:   confidence that the finder gave to another hand; None without a finder.
    hand_found:    whether the finder found a hand; True without a finder. Where it is False
                   nothing else was looked at: see `of_no_hand`.
    """

    bones: Mapping[str, BoneReading]
    second_peak: Mapping[str, float]
    film_hw: tuple[int, int]
    view_length_share: float
    grey_low: float
    grey_high: float
    standard: Standard
    sex: Sex | None
    second_hand: float | None = None
    hand_found: bool = True
    schema: HandSchema = HAND

    @classmethod
    def of_no_hand(
        cls,
        film_hw: tuple[int, int],
        standard: Standard,
        sex: Sex | None,
        schema: HandSchema = HAND,
    ) -> "Evidence":
        """A film on which the finder found no hand: no bone was read, and none is reported."""
        unread = BoneReading(xy_px=None, confidence=0.0, stage=None, posterior={})
        return cls(
            bones=dict.fromkeys(schema.names, unread),
            second_peak=dict.fromkeys(schema.names, 0.0),
            film_hw=film_hw,
            view_length_share=0.0,
            grey_low=0.0,
            grey_high=0.0,
            standard=standard,
            sex=sex,
            hand_found=False,
            schema=schema,
        )

    @cached_property
    def known(self) -> np.ndarray:
        """(K,) bool, which bones have a point."""
        return np.array([self.bones[name].xy_px is not None for name in self.schema.names])

    @cached_property
    def xy_px(self) -> np.ndarray:
        """(K, 2) points in film pixels, NaN where there is none."""
        points = [self.bones[name].xy_px or (np.nan, np.nan) for name in self.schema.names]
        return np.array(points, float)

    @cached_property
    def length_px(self) -> float | None:
        """Hand length in film pixels, None where too few points are there."""
        return hand_length_px(self.xy_px, self.known, self.schema)

    def missing(self) -> list[str]:
        """Names of the bones without a point."""
        return [n for n, there in zip(self.schema.names, self.known, strict=True) if not there]

    def rivalled(self, limits: QualityLimits) -> list[str]:
        """Bones that could as well lie somewhere else."""
        floor = limits.found_confidence
        return [
            name
            for name, bone in self.bones.items()
            if bone.xy_px is not None
            and self.second_peak[name] >= max(floor, limits.rival_share * bone.confidence)
        ]
