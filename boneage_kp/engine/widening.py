"""Beta applied to a reading: its interval, median and mean from flattened posteriors.

Stages, their probabilities, score and bone age stay as they are: temperatures made each bone's
posterior honest, beta makes up for bones that err together.
"""

from collections.abc import Mapping
from dataclasses import replace

from boneage_kp.engine.reading import scored
from boneage_kp.schema.records import HandReading
from boneage_kp.standards import Standard


def widened(reading: HandReading, standard: Standard, beta: float) -> HandReading:
    """The reading with the age distribution that `beta` gives; as it is by 1, or unscored."""
    if beta == 1 or reading.score is None or reading.sex is None:
        return reading
    flat = {
        name: replace(bone, posterior=flattened(bone.posterior, beta))
        for name, bone in reading.bones.items()
    }
    return replace(reading, **vars(scored(standard, reading.sex, flat)))


def flattened(posterior: Mapping[str, float], beta: float) -> dict[str, float]:
    """p^beta, normalised; what is impossible stays impossible."""
    raised = {stage: p**beta if p > 0 else 0.0 for stage, p in posterior.items()}
    total = sum(raised.values())
    return {stage: p / total for stage, p in raised.items()}
