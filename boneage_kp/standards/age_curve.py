"""`AgeCurve`: the rows that turn a score into an age, and where they end."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class AgeCurve:
    """The score-to-age rows of one sex, in the order of the table.

    scores:     never falling; where neighbours are equal, the first row (lowest age) counts.
    ages_years: rising, exactly as printed in the table.
    """

    scores: tuple[int, ...]
    ages_years: tuple[float, ...]

    @property
    def first_score(self) -> int:
        """The lowest score that has an age; below it the curve says nothing."""
        return self.scores[0]

    @property
    def mature_score(self) -> int:
        """The score at which the curve ends: from here on a hand is mature."""
        return self.scores[-1]

    @cached_property
    def ages_months(self) -> tuple[float, ...]:
        # Rounded far below any meaning, so that 2.1 years are 25.2 months and not 25.200000000003.
        return tuple(round(12 * age, 9) for age in self.ages_years)

    @property
    def first_age_months(self) -> float:
        return self.ages_months[0]

    @property
    def mature_age_months(self) -> float:
        """Age at which the median child reaches the end of the curve."""
        return self.ages_months[self._row_of_score[self.mature_score]]

    @cached_property
    def _row_of_score(self) -> dict[int, int]:
        """First row of each score."""
        return {score: row for row, score in reversed(list(enumerate(self.scores)))}

    @cached_property
    def knots(self) -> tuple[np.ndarray, np.ndarray]:
        """(R,) float64 scores, strictly rising, and their ages in months: the rows that count."""
        rows = sorted(self._row_of_score.values())
        scores = np.array([self.scores[row] for row in rows], float)
        return scores, np.array([self.ages_months[row] for row in rows])

    @cached_property
    def months_by_score(self) -> np.ndarray:
        """(mature score + 1,) age in months of every whole score; NaN where there is only a bound.

        This is the one place where ages are interpolated; read-only.
        """
        score = np.arange(self.mature_score + 1)
        months = np.interp(score, *self.knots)
        months[: self.first_score] = np.nan
        months[self.mature_score] = np.nan
        months.flags.writeable = False
        return months

    def rows_around(self, score: float) -> tuple[int, ...]:
        """Index of the one row with this score, or of the two rows it lies between."""
        exact = self._row_of_score.get(int(score)) if score == int(score) else None
        if exact is not None:
            return (exact,)
        if not self.first_score < score < self.mature_score:
            return (0,) if score < self.first_score else (self._row_of_score[self.mature_score],)
        above = next(row for row, knot in enumerate(self.scores) if knot > score)
        return (self._row_of_score[self.scores[above - 1]], above)
