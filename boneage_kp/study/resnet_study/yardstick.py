"""What no network is needed for: the error of always saying one age, the more frequent sex."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from boneage_kp.engine.datasets import build_sets
from boneage_kp.engine.settings import TrainSettings
from boneage_kp.engine.stage_balance import records_of


@dataclass(frozen=True)
class Yardstick:
    """mae_months: of their own median age said of every film; sex_share: of the commoner sex."""

    mae_months: float
    sex_share: float


def yardstick_of(settings: TrainSettings) -> Yardstick:
    """Of the validation films; the median is their own, so no constant does better."""
    _, films = build_sets(settings)
    records = list(records_of(films.datasets[-1]))
    known = [one.bone_age_months for one in records if one.bone_age_months is not None]
    ages = np.array(known, float)
    sexes = Counter(record.sex for record in records if record.sex is not None)
    share = max(sexes.values()) / sexes.total() if sexes else 1.0
    return Yardstick(float(np.abs(ages - np.median(ages)).mean()), share)
