"""What crosses folders: labels of a film, and readings of it. Frozen, by bone name, no arrays."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

import numpy as np

from boneage_kp.schema.hand import HAND, HandSchema
from boneage_kp.schema.layout import hand_length_px

Side = Literal["left", "right"]
Bound = Literal["below_first_row", "mature"]
Verdict = Literal["ok", "review", "rejected"]


class Sex(StrEnum):
    """The sex whose tables apply. Files and commands write it as M or F."""

    MALE = "M"
    FEMALE = "F"

    @classmethod
    def parse(cls, text: str) -> "Sex":
        """'F', 'f', 'female', 'girl' or 'girls', likewise for boys; anything else is refused."""
        known = {"f": cls.FEMALE, "female": cls.FEMALE, "girl": cls.FEMALE, "girls": cls.FEMALE}
        known |= {"m": cls.MALE, "male": cls.MALE, "boy": cls.MALE, "boys": cls.MALE}
        try:
            return known[text.strip().lower()]
        except KeyError:
            raise ValueError(f"sex {text!r} is unknown; write F or M") from None


class Visibility:
    """COCO's v. Plain ints, since that is what files and arrays hold."""

    UNLABELLED = 0
    HIDDEN = 1  # placed though hidden: trained on
    SEEN = 2


@dataclass(frozen=True)
class BoneLabel:
    """What somebody (or the generator) says of one bone of one film.

    xy_px:       centre of the growth plate, pixels of the original film; None when unlabelled.
    visibility:  one of `Visibility`.
    stage:       a stage name of the record's standard; None when not rated.
    absent:      the bone lies outside the film: a negative in every map, its stage masked.
    maturity:    phantoms only: the continuous m whose integer part is the stage.
    """

    xy_px: tuple[float, float] | None = None
    visibility: int = Visibility.UNLABELLED
    stage: str | None = None
    absent: bool = False
    maturity: float | None = None

    @property
    def labelled(self) -> bool:
        return self.visibility > 0 and self.xy_px is not None


@dataclass(frozen=True)
class HandRecord:
    """One hand on one film: an annotation together with its image's facts.

    size_hw:         (height, width) of the film in pixels, after EXIF orientation.
    bones:           a label per bone of the schema, by name.
    given_hand_length_px: overrides the distance radius to dp3 where a source measured it itself.
    image_id, annotation_id:  None until a file gives them; ids start at 1.
    image_extra, annotation_extra:  keys of the file that are not ours, kept for the way back.
    """

    file_name: str
    size_hw: tuple[int, int]
    bones: Mapping[str, BoneLabel]
    sex: Sex | None = None
    age_months: float | None = None
    bone_age_months: float | None = None
    spacing_mm: float | None = None
    side: Side | None = None
    standard_id: str | None = None
    rater: str | None = None
    point_source: str | None = None
    given_hand_length_px: float | None = None
    bbox_xywh_px: tuple[float, float, float, float] | None = None
    area_px2: float | None = None
    iscrowd: int = 0
    image_id: int | None = None
    annotation_id: int | None = None
    image_extra: Mapping[str, Any] = field(default_factory=dict)
    annotation_extra: Mapping[str, Any] = field(default_factory=dict)

    def points_px(self, schema: HandSchema = HAND) -> tuple[np.ndarray, np.ndarray]:
        """((K, 2) float with NaN where unlabelled, (K,) int visibility), in schema order."""
        labels = [self.bones.get(name, BoneLabel()) for name in schema.names]
        xy = [label.xy_px if label.labelled else (np.nan, np.nan) for label in labels]
        v = [label.visibility if label.labelled else 0 for label in labels]
        return np.array(xy, float), np.array(v, int)

    def hand_length_px(self, schema: HandSchema = HAND) -> float | None:
        """The given hand length if any, else radius to dp3, else the template's scale."""
        if self.given_hand_length_px is not None:
            return self.given_hand_length_px
        xy_px, visibility = self.points_px(schema)
        return hand_length_px(xy_px, visibility > 0, schema)


@dataclass(frozen=True)
class BoneReading:
    """What the network says of one bone.

    xy_px:      pixels of the original film; None when the bone was not found.
    posterior:  stage name -> probability, over the stages the bone has.
    """

    xy_px: tuple[float, float] | None
    confidence: float
    stage: str | None
    posterior: Mapping[str, float]


@dataclass(frozen=True)
class HandReading:
    """A whole reading: bones, score, bone age or a bound, interval, verdict, and digests.

    interval_months:  (first, last); an end that lies off the curve is None.
    interval_bounds:  where such an end lies, None for one that is a number; (None, None) beside
                      an open end says that the reading's source did not tell.
    """

    file_name: str
    bones: Mapping[str, BoneReading]
    sex: Sex | None
    standard_id: str
    score: int | None
    bone_age_months: float | None
    bone_age_bound: Bound | None
    age_median_months: float | None
    age_mean_months: float | None
    interval_months: tuple[float | None, float | None] | None
    verdict: Verdict
    reasons: tuple[str, ...]
    digests: Mapping[str, str] = field(default_factory=dict)
    interval_bounds: tuple[Bound | None, Bound | None] = (None, None)
