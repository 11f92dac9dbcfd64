"""`Budget`: what each system may be trained with, and how many steps of a network that is."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Budget:
    """So many images, each counted as often as it is trained on, or so many minutes."""

    images: int | None = None
    minutes: float | None = None

    def __post_init__(self) -> None:
        if (self.images is None) == (self.minutes is None):
            raise ValueError("a budget is so many images or so many minutes; give one of them")
        given = self.images if self.minutes is None else self.minutes
        assert given is not None
        if not 0 < given < math.inf:
            raise ValueError(f"a budget of {given:g} {self._unit}: more than 0 are wanted")

    def share(self, parts: int) -> "Budget":
        """Of one of several networks that have it together."""
        if self.minutes is not None:
            return Budget(minutes=self.minutes / parts)
        assert self.images is not None
        return Budget(images=max(1, self.images // parts))

    def steps(self, batch_size: int, seconds_a_step: float | None) -> int:
        """Steps of so many images; seconds_a_step is needed for minutes. One at the least."""
        if self.images is not None:
            return max(1, round(self.images / batch_size))
        assert self.minutes is not None and seconds_a_step is not None
        return max(1, int(60 * self.minutes / seconds_a_step))

    @property
    def words(self) -> str:
        """'400 images' or '4.5 minutes'."""
        given = self.images if self.minutes is None else self.minutes
        return f"{given:g} {self._unit}"

    @property
    def _unit(self) -> str:
        return "images" if self.minutes is None else "minutes"
