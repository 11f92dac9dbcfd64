"""Several works timed in turns: a busy moment slows all of them, and ratios stay true."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True)
class Subject:
    """Something to time.

    name:     unique in a run: "network", "light", "backbone", "rival", ….
    runtime, precision:  of what it runs in.
    work:     does it once, a film a time; or the reason why it cannot be timed here.
    gmac:     multiply-accumulates of one film, 10^9; None where they are not ours to count.
    seconds:  what one call of `work` took, where it times itself (another process); else None.
    """

    name: str
    runtime: str
    precision: str
    work: Work | str
    gmac: float | None = None
    seconds: Callable[[object], float] | None = None

    @property
    def key(self) -> str:
        return f"{self.name}, {self.runtime} {self.precision}"


@dataclass(frozen=True)
class Timed:
    """Seconds of one subject by round; none where it could not run, and why."""

    name: str
    runtime: str
    precision: str
    gmac: float | None
    rounds_s: tuple[float, ...]
    why_not: str | None = None

    @property
    def key(self) -> str:
        return f"{self.name}, {self.runtime} {self.precision}"

    @property
    def median_s(self) -> float | None:
        return statistics.median(self.rounds_s) if self.rounds_s else None

    @property
    def gflops(self) -> float | None:
        """Sustained, at two operations a multiply-accumulate."""
        if self.gmac is None or self.median_s is None:
            return None
        return 2 * self.gmac / self.median_s


def in_turns(subjects: Sequence[Subject], rounds: int) -> list[Timed]:
    """Every subject once a round, after one time that is not counted."""
    able = [one for one in subjects if not isinstance(one.work, str)]
    for one in able:
        _seconds(one)
    taken: dict[str, list[float]] = {one.key: [] for one in able}
    for _ in range(rounds):
        for one in able:
            taken[one.key].append(_seconds(one))
    return [
        Timed(
            one.name,
            one.runtime,
            one.precision,
            one.gmac,
            tuple(taken.get(one.key, ())),
            one.work if isinstance(one.work, str) else None,
        )
        for one in subjects
    ]


def ratio(slower: Timed, faster: Timed) -> float | None:
    """How many times the seconds of `faster` `slower` takes: the median over rounds."""
    pairs = list(zip(slower.rounds_s, faster.rounds_s, strict=False))
    return statistics.median(a / b for a, b in pairs) if pairs else None


def _seconds(subject: Subject) -> float:
    work = subject.work
    assert not isinstance(work, str)
    begun = time.perf_counter()
    told = work()
    passed = time.perf_counter() - begun
    return passed if subject.seconds is None else subject.seconds(told)
