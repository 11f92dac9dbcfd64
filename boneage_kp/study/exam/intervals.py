"""`AgeIntervals`: how often intervals of bone age hold the truth, as a function of beta."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from boneage_kp.engine.calibration_fit import interval_score
from boneage_kp.evaluation.age import AgeRange
from boneage_kp.schema.records import HandRecord, Sex
from boneage_kp.standards import Standard, age_summaries, score_distributions
from boneage_kp.standards.scoring import BELOW_FIRST_ROW, MATURE, BoneAges


@dataclass(frozen=True, eq=False)
class AgeIntervals:
    """90 % intervals of hands under any beta. posterior: by sex (N, K, S); truth_months: by sex."""

    standard: Standard
    posterior: Mapping[Sex, np.ndarray]
    truth_months: Mapping[Sex, np.ndarray]

    @classmethod
    def of(
        cls,
        records: Sequence[HandRecord],
        posterior: np.ndarray,
        standard: Standard,
        names: Sequence[str],
    ) -> "AgeIntervals":
        """posterior: (N, K, S) of these records, bones in the order of `names`."""
        order = [names.index(bone) for bone in standard.bones]
        range_of = AgeRange.of(standard)
        posteriors, truths = {}, {}
        for sex in Sex:
            rows = [n for n, one in enumerate(records) if one.sex is sex]
            if rows:
                own = np.array(posterior[rows][:, order], np.float64)
                posteriors[sex] = own / own.sum(axis=-1, keepdims=True)
                months = np.array([records[n].bone_age_months for n in rows], float)
                truths[sex] = np.clip(months, *range_of.ends_months(sex))
        return cls(standard, posteriors, truths)

    def coverage(self, beta: float) -> float | None:
        """Share of truths inside, both cut to the curve, as evaluation counts it."""
        low, high, truth = self._intervals(beta)
        return float(((low <= truth) & (truth <= high)).mean()) if len(truth) else None

    def score_years(self, beta: float) -> float:
        low, high, truth = self._intervals(beta)
        return interval_score(low, high, truth) / 12

    def _intervals(self, beta: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        found: tuple[list[np.ndarray], list[np.ndarray], list[np.ndarray]] = ([], [], [])
        range_of = AgeRange.of(self.standard)
        for sex, posterior in self.posterior.items():
            scores = score_distributions(self.standard, sex, posterior, beta)
            summaries = age_summaries(self.standard, sex, scores)
            first, last = range_of.ends_months(sex)
            for ends, quantile in zip(found, (summaries.low, summaries.high), strict=False):
                ends.append(_cut(quantile, first, last))
            found[2].append(self.truth_months[sex])
        low, high, truth = (np.concatenate(one) for one in found)
        return low, high, truth


def _cut(quantile: BoneAges, first: float, last: float) -> np.ndarray:
    """Quantiles that fell on a bound lie at that end of the curve."""
    months = np.clip(quantile.age_months, first, last)
    months = np.where(quantile.bound == BELOW_FIRST_ROW, first, months)
    return np.where(quantile.bound == MATURE, last, months)
