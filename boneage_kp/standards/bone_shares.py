"""How much of a hand's uncertainty each bone brings, exactly, by asking what knowing it would do.

Two answers per bone. `score_variance_share`: its part of the score's variance; the points add up
and the bones are taken as independent, so the parts are exact and sum to 1. `narrowing_months`: how
much narrower the age interval is expected to become once that bone's stage is known: for every
stage the bone may have, the interval is computed anew with the bone fixed there, and the widths are
averaged with the bone's posterior. Bounds count as the ends of the curve, so a width is always a
number; narrowing can be slightly negative where the curve bends, and the parts do not sum up.
"""

from dataclasses import dataclass

import numpy as np

from boneage_kp.schema.records import Sex
from boneage_kp.standards.age_distribution import COVERAGE, score_quantiles
from boneage_kp.standards.convolution import score_distributions
from boneage_kp.standards.posteriors import check_posteriors
from boneage_kp.standards.standard import Standard


@dataclass(frozen=True)
class BoneShare:
    """One bone's part in the width.

    score_variance_share:  0 to 1, sums to 1 over the bones (all 0 when nothing is uncertain).
    width_if_known_months: expected width of the age interval once this bone's stage is known.
    narrowing_months:      the width as it is, less `width_if_known_months`.
    """

    bone: str
    score_variance_share: float
    width_if_known_months: float
    narrowing_months: float


def bone_shares(
    standard: Standard,
    sex: Sex,
    posteriors: np.ndarray,
    beta: float = 1.0,
    coverage: float = COVERAGE,
) -> tuple[BoneShare, ...]:
    """Each bone's share of the width of one hand's interval, in the standard's bone order.

    posteriors:  (K, S), one hand.
    """
    p = check_posteriors(standard, np.asarray(posteriors)[None], beta)[0]
    points = np.where(standard.points(sex) < 0, 0, standard.points(sex))
    mean = (p * points).sum(axis=1, keepdims=True)
    variance = (p * (points - mean) ** 2).sum(axis=1)
    share = variance / variance.sum() if variance.sum() > 0 else variance
    known_k, known_s = np.nonzero(p)
    hands = np.repeat(p[None], len(known_k) + 1, axis=0)  # the hand itself, then one bone known
    which = np.arange(1, len(hands))
    hands[which, known_k] = 0
    hands[which, known_k, known_s] = 1
    widths = interval_widths_months(
        standard, sex, score_distributions(standard, sex, hands), coverage
    )
    expected = np.bincount(known_k, p[known_k, known_s] * widths[1:], len(standard.bones))
    return tuple(
        BoneShare(bone, float(share[k]), float(expected[k]), float(widths[0] - expected[k]))
        for k, bone in enumerate(standard.bones)
    )


def interval_widths_months(
    standard: Standard, sex: Sex, distributions: np.ndarray, coverage: float = COVERAGE
) -> np.ndarray:
    """(N,) widths of the central intervals; a bound counts as the curve's end.

    distributions:  (N, T + 1) from `score_distributions`.
    """
    scores, months = standard.curves[sex].knots
    low, high = (
        np.interp(score_quantiles(distributions, q), scores, months)
        for q in ((1 - coverage) / 2, (1 + coverage) / 2)
    )
    return high - low
