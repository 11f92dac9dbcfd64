"""`Cell`: one figure over the seeds of a row, and how a table shows it."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """One figure of one row over its seeds; values: one a seed, without those that have none."""

    values: tuple[float, ...]

    @classmethod
    def of(cls, figures: Sequence[Mapping[str, float | None]], key: str) -> "Cell":
        """Of the figures of several runs."""
        given = (one.get(key) for one in figures)
        return cls(tuple(value for value in given if value is not None))

    @property
    def mean(self) -> float | None:
        return statistics.fmean(self.values) if self.values else None

    @property
    def half_range(self) -> float | None:
        """Half of highest less lowest; None for a single seed, which says nothing of seeds."""
        return (max(self.values) - min(self.values)) / 2 if len(self.values) > 1 else None

    def less(self, other: "Cell") -> float | None:
        """This mean less the other's."""
        if self.mean is None or other.mean is None:
            return None
        return self.mean - other.mean

    def apart_from(self, other: "Cell") -> bool:
        """Whether every seed of one lies above every seed of the other; two seeds each at least."""
        if min(len(self.values), len(other.values)) < 2:
            return False
        return min(self.values) > max(other.values) or max(self.values) < min(other.values)

    def words(self, digits: int) -> str:
        """The mean, with half the range where there are several seeds."""
        if self.mean is None:
            return "–"
        text = f"{self.mean:.{digits}f}"
        return text if self.half_range is None else f"{text} ± {self.half_range:.{max(digits, 1)}f}"

    def change_words(self, other: "Cell", digits: int) -> str:
        """This mean less the other's, with its sign; a dash for the one all are compared with."""
        less = self.less(other)
        return "–" if less is None or self is other else f"{less:+.{digits}f}".replace("-", "−")


def error_words(error: Cell, runs: int) -> str:
    """The error of a row, and how many of its runs have none because they went astray."""
    if not runs:
        return "not run"
    astray = runs - len(error.values)
    return error.words(2) if not astray else f"{error.words(2)} ({astray} of {runs} astray)"
