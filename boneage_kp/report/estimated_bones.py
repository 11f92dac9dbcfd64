"""What estimating unrated bones does to a hand: their probabilities, and the wider interval."""

from typing import NamedTuple

import numpy as np

from boneage_kp.report.hand_score import HandScore
from boneage_kp.standards import score_distributions
from boneage_kp.standards.bone_shares import interval_widths_months

_SHOWN_FROM = 0.005  # what two decimals can show


class Widening(NamedTuple):
    """Width of the age interval as it is, and as it would be with the estimated bones certain."""

    months: float
    months_if_certain: float


def estimated_stages(hand: HandScore) -> dict[str, dict[str, float]]:
    """Estimated bone -> stage -> probability, stages of next to no probability left out."""
    if hand.imputation is None:
        return {}
    return {
        bone: {s: p for s, p in hand.imputation.posterior_of(bone).items() if p >= _SHOWN_FROM}
        for bone in hand.imputed
    }


def widening(hand: HandScore) -> Widening | None:
    """How much wider the interval is for having estimated bones; None when every bone was rated.

    The comparison takes each estimated bone as certain of the stage that stands in the sheet.
    A bound counts as the end of the curve, so that a width is always a number.
    """
    if hand.imputation is None or hand.distribution is None:
        return None
    fixed = hand.imputation.posteriors.copy()
    for bone in hand.imputed:
        k = hand.standard.bones.index(bone)
        fixed[k] = np.eye(fixed.shape[1])[fixed[k].argmax()]
    certain = score_distributions(hand.standard, hand.sex, fixed[None])
    both = np.concatenate([hand.distribution.score_probabilities[None], certain])
    months, months_if_certain = interval_widths_months(hand.standard, hand.sex, both)
    return Widening(float(months), float(months_if_certain))
