"""The frame of the age chart: which years it shows, and where they lie."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

WIDTH, HEIGHT = 384, 356
LEFT, RIGHT, TOP, BOTTOM = 46, 324, 8, 310  # of the plot; right of it stands the distribution
STRIP_LEFT, STRIP_RIGHT = 332, 382
_LEAST_YEARS = 8  # shown at least, so that half a year is seen as half a year
LAST_YEAR = 20


@dataclass(frozen=True)
class ChartScale:
    """Equal years on both axes, from `first` to `last`."""

    first: int
    last: int

    @classmethod
    def around(cls, years: Iterable[float]) -> "ChartScale":
        """Whole years that hold all of these with a year to spare."""
        years = list(years)
        low, high = math.floor(min(years) - 1), math.ceil(max(years) + 1)
        wider = max(0, _LEAST_YEARS - (high - low))
        low, high = low - wider // 2, high + wider - wider // 2
        low, high = (max(0, low), high - min(0, low))
        return cls(max(0, low - max(0, high - LAST_YEAR)), max(min(high, LAST_YEAR), low + 2))

    def x(self, years: float) -> float:
        return LEFT + (RIGHT - LEFT) * (years - self.first) / (self.last - self.first)

    def y(self, years: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * (years - self.first) / (self.last - self.first)

    def ticks(self) -> list[int]:
        """Whole years to be written at the axes, at most ten."""
        step = 1 if self.last - self.first <= 10 else 2
        return [year for year in range(self.first, self.last + 1) if year % step == 0]
