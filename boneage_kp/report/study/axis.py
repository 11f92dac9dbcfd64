"""An axis of a chart: where values lie, and which of them are written on it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

_STEPS = (1.0, 2.0, 5.0, 10.0)
_TICKS = 6


@dataclass(frozen=True)
class Axis:
    """Values from `low` to `high` on the way from `start` to `end`, in units of the drawing."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    @classmethod
    def around(
        cls, values: Iterable[float], start: float, end: float, log: bool = False, room: float = 0.0
    ) -> "Axis":
        """An axis that holds all of these; room: share of its length left beyond each end."""
        known = list(values)
        low, high = min(known), max(known)
        if log:
            spare = (high / low) ** room if high > low else 1.5
            return cls(low / spare, high * spare, start, end, log)
        spare = (high - low) * room if high > low else 0.5
        return cls(low - spare, high + spare, start, end, log)

    def at(self, value: float) -> float:
        """Where a value lies."""
        low, high, here = self.low, self.high, value
        if self.log:
            low, high, here = math.log(low), math.log(high), math.log(value)
        return self.start + (here - low) / (high - low) * (self.end - self.start)

    def ticks(self) -> list[tuple[float, str]]:
        """Values to write, and how."""
        decades = self._decades() if self.log else []
        if len(decades) >= 2:
            return [(10.0**power, _decade(power)) for power in decades]
        rough = (self.high - self.low) / _TICKS
        size = 10 ** math.floor(math.log10(rough))
        step = next(size * factor for factor in _STEPS if size * factor >= rough * 0.999)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        digits = max(0, -math.floor(math.log10(step)))
        places = [place * step for place in range(first, last + 1)]
        return [(value, f"{value:.{digits}f}") for value in places if not self.log or value > 0]

    def _decades(self) -> list[int]:
        first = math.ceil(math.log10(self.low) - 1e-9)
        last = math.floor(math.log10(self.high) + 1e-9)
        every = max(1, (last - first + 1) // 7)
        return list(range(first, last + 1, every))


def _decade(power: int) -> str:
    return f"{10.0**power:g}" if -4 < power < 5 else f"1e{power}"
