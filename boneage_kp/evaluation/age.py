"""Bone age and score against the truth: error, bias by age, and whether intervals hold.

A reading off the curve ('below_first_row', 'mature') counts as read, at the curve's end; truths
are clipped to the same range, since the method cannot say more. A rejected film is not read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from boneage_kp.evaluation.pairs import AgePairs
from boneage_kp.evaluation.ranks import spearman
from boneage_kp.schema.records import Sex
from boneage_kp.standards.standard import Standard

BOUNDS = ("below_first_row", "mature")  # readings off the curve, below and above
BAND_EDGES_MONTHS = (0.0, 60.0, 96.0, 132.0, 168.0, np.inf)
# 1.96 standard deviations hold 95 % of a normal distribution (Bland & Altman 1986).
_LIMIT = 1.96


@dataclass(frozen=True)
class AgeRange:
    """Where the curves of a standard begin and end, per sex."""

    first_months: Mapping[Sex, float]
    mature_months: Mapping[Sex, float]

    @classmethod
    def of(cls, standard: Standard) -> "AgeRange":
        """The range of a standard's curves."""
        curves = standard.curves.items()
        return cls(
            first_months={sex: curve.first_age_months for sex, curve in curves},
            mature_months={sex: curve.mature_age_months for sex, curve in curves},
        )

    def ends_months(self, sex: Sex | None) -> tuple[float, float]:
        """First and last age; of the range both sexes share where the sex is not said."""
        if sex is None:
            return max(self.first_months.values()), min(self.mature_months.values())
        return self.first_months[sex], self.mature_months[sex]


@dataclass(frozen=True)
class AgeErrors:
    """Bone ages of one group; `films` have a true bone age, `read` of them were given one."""

    films: int
    read: int
    mae_months: float | None
    rmse_months: float | None
    bias_months: float | None

    @property
    def read_share(self) -> float | None:
        return self.read / self.films if self.films else None


@dataclass(frozen=True)
class AgeBand:
    """Films whose true bone age lies in [low, high)."""

    low_months: float
    high_months: float
    errors: AgeErrors


@dataclass(frozen=True)
class IntervalCheck:
    """How often the 90 % interval holds the true age, and how wide it is (cut to the curve)."""

    n: int
    coverage: float | None
    mean_width_months: float | None


@dataclass(frozen=True)
class ScoreErrors:
    """Maturity scores, 0 to 1000, of films where both are known."""

    n: int
    mae: float | None
    bias: float | None


@dataclass(frozen=True)
class AgeResult:
    """Bone ages of a whole set.

    at_bound:            readings that are a bound rather than a number.
    limits_of_agreement_months:  Bland-Altman, bias -/+ 1.96 SD; None below two films.
    pairs_months:        (true, read) of every film read, for plots.
    """

    overall: AgeErrors
    at_bound: int
    rejected: int
    spearman: float | None
    limits_of_agreement_months: tuple[float, float] | None
    bands: tuple[AgeBand, ...]
    interval: IntervalCheck
    score: ScoreErrors
    pairs_months: tuple[tuple[float, float], ...] = field(repr=False, metadata={"json": False})


def age_result(pairs: AgePairs, curve: AgeRange) -> AgeResult:
    """Compare everything that has a true bone age."""
    ends_months = np.array([curve.ends_months(sex) for sex in pairs.sexes]).reshape(-1, 2)
    truth = _clip(pairs.truth_months, ends_months)
    read = _clip(_at_bounds(pairs, ends_months), ends_months)
    has_truth, has_both = np.isfinite(truth), np.isfinite(truth) & np.isfinite(read)
    bounds = np.array([bound is not None for bound in pairs.bound], bool)
    return AgeResult(
        overall=_errors(truth, read),
        at_bound=int((has_both & bounds).sum()),
        rejected=int((has_truth & pairs.rejected).sum()),
        spearman=spearman(truth[has_both], read[has_both]),
        limits_of_agreement_months=_limits_of_agreement((read - truth)[has_both]),
        bands=tuple(
            AgeBand(low, high, _errors(truth[inside], read[inside]))
            for low, high in zip(BAND_EDGES_MONTHS, BAND_EDGES_MONTHS[1:], strict=False)
            for inside in [(truth >= low) & (truth < high)]
        ),
        interval=_interval_check(pairs, truth, ends_months),
        score=_score_errors(pairs),
        pairs_months=tuple(zip(truth[has_both].tolist(), read[has_both].tolist(), strict=True)),
    )


def _clip(months: np.ndarray, ends_months: np.ndarray) -> np.ndarray:
    return np.clip(months, ends_months[:, 0], ends_months[:, 1])


def _at_bounds(pairs: AgePairs, ends_months: np.ndarray) -> np.ndarray:
    """(N,) ages read, bounds at the curve's ends; NaN where not read or rejected."""
    read = pairs.read_months.copy()
    for i, bound in enumerate(pairs.bound):
        if bound is not None:
            ends = dict(zip(BOUNDS, ends_months[i], strict=True))
            if bound not in ends:
                raise ValueError(
                    f"{pairs.file_names[i]!r}: bound {bound!r} is unknown; it may be "
                    f"{' or '.join(ends)}, or none"
                )
            read[i] = ends[bound]
    return np.where(pairs.rejected, np.nan, read)


def _errors(truth: np.ndarray, read: np.ndarray) -> AgeErrors:
    error = (read - truth)[np.isfinite(truth) & np.isfinite(read)]
    return AgeErrors(
        films=int(np.isfinite(truth).sum()),
        read=int(error.size),
        mae_months=float(np.abs(error).mean()) if error.size else None,
        rmse_months=float(np.sqrt((error**2).mean())) if error.size else None,
        bias_months=float(error.mean()) if error.size else None,
    )


def _limits_of_agreement(error: np.ndarray) -> tuple[float, float] | None:
    if error.size < 2:
        return None
    bias, reach = float(error.mean()), _LIMIT * float(error.std(ddof=1))
    return bias - reach, bias + reach


def _interval_check(pairs: AgePairs, truth: np.ndarray, ends_months: np.ndarray) -> IntervalCheck:
    """An end that lies off the curve is cut to the curve's; both truth and ends are clipped."""
    first, last = ends_months.T
    low, high = pairs.interval_months.T
    off = np.isnan(pairs.interval_months).all(axis=1)
    # an interval wholly off the curve has no width left: it is the bound
    below, mature = (off & np.array([b == bound for b in pairs.bound], bool) for bound in BOUNDS)
    low = _clip(np.where(mature, last, np.where(np.isnan(low), first, low)), ends_months)
    high = _clip(np.where(below, first, np.where(np.isnan(high), last, high)), ends_months)
    use = np.isfinite(truth) & pairs.has_interval & ~pairs.rejected
    n = int(use.sum())
    held = ((low <= truth) & (truth <= high))[use]
    return IntervalCheck(
        n=n,
        coverage=float(held.mean()) if n else None,
        mean_width_months=float((high - low)[use].mean()) if n else None,
    )


def _score_errors(pairs: AgePairs) -> ScoreErrors:
    error = np.where(pairs.rejected, np.nan, pairs.read_score - pairs.truth_score)
    error = error[np.isfinite(error)]
    return ScoreErrors(
        n=int(error.size),
        mae=float(np.abs(error).mean()) if error.size else None,
        bias=float(error.mean()) if error.size else None,
    )
