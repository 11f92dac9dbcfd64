"""`AgeReading`: what a whole-image system says of one film; no bones, no stages, no score."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from boneage_kp.schema.records import Sex


@dataclass(frozen=True, eq=False)
class AgeReading:
    """A bone age with its interval.

    system:           "inception_winner": which of `models/holistic` read it.
    sex:              as it was given; None: read without.
    networks, views:  how many networks were asked, about how many views of the film each.
    spread_months:    standard deviation over all their answers, and of each one's own
                      distribution where it gives one.
    interval_months:  holds the level's share of phantoms; None where nobody calibrated it.
    male:             probability, of systems that read sex off the film; None for the others.
    map_months:       (h, w) over the whole film: what each place adds to the age; None: not asked.
    """

    file_name: str
    system: str
    sex: Sex | None
    networks: int
    views: int
    bone_age_months: float
    spread_months: float
    interval_months: tuple[float, float] | None = None
    interval_level: float = 0.9
    male: float | None = None
    map_months: np.ndarray | None = None
    digests: Mapping[str, str] = field(default_factory=dict)
