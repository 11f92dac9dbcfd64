"""Distribution of the score -> distribution of the age: a curve with an atom at either end.

All of it assumes that the bones' stages err independently of each other (see `convolution.py`).
Letters: N hands, T final sum.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from boneage_kp.schema.records import Bound, Sex
from boneage_kp.standards.faults import ScoringError
from boneage_kp.standards.scoring import BOUND_OF_CODE, BoneAges, bone_ages_months
from boneage_kp.standards.standard import Standard

COVERAGE = 0.9
# Sums of a thousand float64 probabilities are off by less than this; a quantile must not jump to
# the next score because 0.95 came out as 0.9499999999999999.
_ROUNDING = 1e-12


@dataclass(frozen=True)
class AgeQuantile:
    """A quantile of the age: an age, or the bound that the quantile fell on."""

    score: int
    age_months: float | None
    bound: Bound | None


@dataclass(frozen=True, eq=False)
class AgeDistribution:
    """What the stage posteriors say of one hand's bone age.

    below_probability:   mass under the first row of the curve: the age is a bound.
    mature_probability:  mass at the end of the curve: the age is a bound.
    ages_months:         (M,) rising, the age of every whole score on the curve.
    probabilities:       (M,) their probabilities; with the two atoms they sum to 1.
    score_probabilities: (T + 1,) the distribution of the score that this comes from.
    """

    standard: Standard
    sex: Sex
    below_probability: float
    mature_probability: float
    ages_months: np.ndarray
    probabilities: np.ndarray
    score_probabilities: np.ndarray

    def quantile(self, q: float) -> AgeQuantile:
        """The lowest age (or bound) that at least a share `q` of the mass does not exceed."""
        score = int(score_quantiles(self.score_probabilities[None], q)[0])
        months, bound = bone_ages_months(self.standard, self.sex, np.array([score]))
        code = int(bound[0])
        return AgeQuantile(score, None if code else float(months[0]), BOUND_OF_CODE[code])

    @property
    def median(self) -> AgeQuantile:
        return self.quantile(0.5)

    def interval(self, coverage: float = COVERAGE) -> tuple[AgeQuantile, AgeQuantile]:
        """The central interval, equal tails; either end may be a bound."""
        tail = (1 - coverage) / 2
        return self.quantile(tail), self.quantile(1 - tail)

    @property
    def excluded_probability(self) -> float:
        """Mass that the mean leaves out, because it has a bound and no age."""
        return self.below_probability + self.mature_probability

    @property
    def mean_months(self) -> float | None:
        """Mean age of the mass on the curve; None when (nearly) all of it lies on the bounds."""
        mass = float(self.probabilities.sum())
        return float(self.probabilities @ self.ages_months) / mass if mass > _ROUNDING else None


class AgeSummaries(NamedTuple):
    """Ages of many hands in numbers.

    median, low, high:  each (N,) ages in months and bounds; low and high end the interval.
    mean_months:        (N,) mean over the curve, NaN where no mass lies on it.
    below, mature:      (N,) probabilities of the two bounds, which the mean leaves out.
    """

    median: BoneAges
    low: BoneAges
    high: BoneAges
    mean_months: np.ndarray
    below: np.ndarray
    mature: np.ndarray


def age_distribution(
    standard: Standard, sex: Sex, score_probabilities: np.ndarray
) -> AgeDistribution:
    """Carry one hand's score distribution over to ages.

    score_probabilities:  (T + 1,), one row of `score_distributions`.
    """
    p = _checked(standard, sex, np.asarray(score_probabilities)[None])[0]
    curve = standard.curves[sex]
    on_curve = slice(curve.first_score, curve.mature_score)
    return AgeDistribution(
        standard=standard,
        sex=sex,
        below_probability=float(p[: curve.first_score].sum()),
        mature_probability=float(p[curve.mature_score :].sum()),
        ages_months=curve.months_by_score[on_curve],
        probabilities=p[on_curve],
        score_probabilities=p,
    )


def age_summaries(
    standard: Standard, sex: Sex, score_probabilities: np.ndarray, coverage: float = COVERAGE
) -> AgeSummaries:
    """Medians, intervals and means of many hands; equal to `age_distribution` one by one.

    score_probabilities:  (N, T + 1) from `score_distributions`.
    """
    p = _checked(standard, sex, score_probabilities)
    curve, tail = standard.curves[sex], (1 - coverage) / 2
    median, low, high = (
        bone_ages_months(standard, sex, score_quantiles(p, q)) for q in (0.5, tail, 1 - tail)
    )
    on_curve = p[:, curve.first_score : curve.mature_score]
    mass = on_curve.sum(axis=1)
    months = curve.months_by_score[curve.first_score : curve.mature_score]
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(mass > _ROUNDING, on_curve @ months / mass, np.nan)
    below = p[:, : curve.first_score].sum(axis=1)
    return AgeSummaries(median, low, high, mean, below, p[:, curve.mature_score :].sum(axis=1))


def score_quantiles(score_probabilities: np.ndarray, q: float) -> np.ndarray:
    """(N, T + 1) distributions to (N,) scores: the lowest that at least `q` does not exceed."""
    if not 0 <= q <= 1:
        raise ScoringError(f"quantile: got {q}; wanted 0 to 1")
    cumulative = np.cumsum(score_probabilities, axis=1)
    # q = 0 asks for the lowest score that has mass at all.
    level = max(q - _ROUNDING, np.finfo(float).tiny)
    return np.minimum((cumulative < level).sum(axis=1), score_probabilities.shape[1] - 1)


def _checked(standard: Standard, sex: Sex, score_probabilities: np.ndarray) -> np.ndarray:
    p = np.asarray(score_probabilities, np.float64)
    wanted = standard.final_sum[sex] + 1
    if p.ndim != 2 or p.shape[1] != wanted:
        raise ScoringError(
            f"score distribution: got shape {p.shape[1:] if p.ndim == 2 else p.shape}; wanted "
            f"({wanted},), scores 0 to {wanted - 1} of {standard.id} ({sex.value})"
        )
    if p.size and not (p.min() >= 0 and np.abs(p.sum(axis=1) - 1).max() < 1e-9):
        raise ScoringError("score distribution: wanted probabilities, 0 or more, that sum to 1")
    return p
