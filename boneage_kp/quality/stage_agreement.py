"""Does each bone's stage fit the tempo that the other bones have?

Each bone in turn is taken as unrated and estimated from the others (`standards.imputation`: one
tempo for the hand, published onsets, published scatter); the probability that the estimate gives
to what was read is the bone's agreement.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from boneage_kp.schema.records import Sex
from boneage_kp.standards import Standard, impute_posteriors, load_standard

ONSETS_FROM = "tw3_rus"  # stage letters mean the same in every TW standard of these bones
MIN_OTHERS = 4  # fewer bones say little about a tempo


@dataclass(frozen=True)
class Agreement:
    """How a bone's reading fits the others.

    probability:     of what was read, given the other bones.
    expected_stage:  what the others say is most probable.
    """

    bone: str
    stage: str
    probability: float
    expected_stage: str


def least_agreement(
    standard: Standard, sex: Sex | None, posteriors: Mapping[str, Mapping[str, float]]
) -> Agreement | None:
    """The bone that fits worst; with no sex given, under the sex that it fits better.

    posteriors:  bone -> stage -> probability, of the rated bones.
    returns:     None when too few bones are rated, or no onsets are known for them.
    """
    onsets = standard if standard.stage_onsets is not None else load_standard(ONSETS_FROM)
    if onsets.stages != standard.stages or len(posteriors) <= MIN_OTHERS:
        return None
    worst = [_least(onsets, one, posteriors) for one in ([sex] if sex else list(Sex))]
    return max(worst, key=lambda agreement: agreement.probability)


def _least(
    standard: Standard, sex: Sex, posteriors: Mapping[str, Mapping[str, float]]
) -> Agreement:
    rows = np.zeros((len(standard.bones), int(standard.stage_counts.max())))
    stages: dict[str, str | None] = {}
    for bone, posterior in posteriors.items():
        k = standard.bones.index(bone)
        rows[k, : standard.stage_counts[k]] = [posterior[s] for s in standard.stages[bone]]
        stages[bone] = standard.stages[bone][int(rows[k].argmax())]
    found = [_agreement(standard, sex, bone, rows, stages) for bone in posteriors]
    return min(found, key=lambda agreement: agreement.probability)


def _agreement(
    standard: Standard, sex: Sex, bone: str, rows: np.ndarray, stages: dict[str, str | None]
) -> Agreement:
    others = {name: stage for name, stage in stages.items() if name != bone}
    k = standard.bones.index(bone)
    expected = impute_posteriors(standard, sex, others, rows).posteriors[k]
    names = standard.stages[bone]
    return Agreement(
        bone, str(stages[bone]), float(rows[k] @ expected), names[int(expected.argmax())]
    )
