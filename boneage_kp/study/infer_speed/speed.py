"""`InferSpeed`: what a run of `benchmark infer` found, and its table for people."""

from collections.abc import Sequence
from dataclasses import dataclass

STEPS = ("decode", "find", "resize", "network", "points", "scoring", "drawing", "writing")
FOLDERS = (10, 30, 100, 300, 1_000, 3_000, 10_000)  # films at which the cost so far is told
# What the project wants: shares of the total without pictures and with them, memory, growth.
REST_AIM = {False: 0.15, True: 0.40}
PEAK_AIM_MB = 2_000
GROWTH_AIM = 0.05


@dataclass(frozen=True)
class InferSpeed:
    """One run.

    wall_s:          per film, from the first file to the last line of the results.
    step_s:          per film and step; decode runs in threads beside the others. None: not told
                     apart, points of an exported network for one.
    finder_s:        per film, the coarse network alone; the rest of "find" is no network's.
    rest_share:      of wall_s, what no network took.
    growth_s:        films -> seconds per film of a folder of so many.
    peak_mb:         most memory of this process; children_mb: of the largest that decodes films.
    slope_kb:        growth of memory per film over the second half of the run; None: too few films.
    """

    films: int
    size_px: int
    vis: bool
    wall_s: float
    step_s: dict[str, float | None]
    finder_s: float
    rest_share: float
    growth_s: dict[int, float]
    peak_mb: float | None
    children_mb: float | None
    slope_kb: float | None


def growth_of(done_s: Sequence[float]) -> dict[int, float]:
    """Seconds per film of folders of 10, 30, 100 … films and of them all.

    done_s:  when each film was finished, since the run began.
    """
    counts = [count for count in FOLDERS if count < len(done_s)]
    return {count: done_s[count - 1] / count for count in (*counts, len(done_s))}


def to_text(speed: InferSpeed) -> str:
    """The figures as tables for people."""
    kind = "with overlays and pages" if speed.vis else "without pictures"
    lines = [f"{speed.films} films of {speed.size_px} px, {kind}", "", _row("step", "ms per film")]
    lines[-1] += f"{'of total':>10}"
    for name, seconds in speed.step_s.items():
        lines.append(_step(name, seconds, speed))
        if name == "find" and seconds:
            lines.append(_step("  its network", speed.finder_s, speed))
    lines.append(f"{_row('total', _ms(speed.wall_s))}{1:>10.0%}")
    aim = REST_AIM[speed.vis]
    lines.append(f"all but the networks: {speed.rest_share:.1%} of the total (aim: {aim:.0%})")
    return "\n".join([*lines, "", *_memory(speed), "", *_growth(speed.growth_s)])


def _step(name: str, seconds: float | None, speed: InferSpeed) -> str:
    if seconds is None:
        return f"{_row(name, '-')}{'':>10}   inside the network's"
    beside = "   beside the network" if name == "decode" else ""
    return f"{_row(name, _ms(seconds))}{seconds / speed.wall_s:>10.1%}{beside}"


def _memory(speed: InferSpeed) -> list[str]:
    lines = []
    if speed.peak_mb is not None:
        lines.append(f"peak memory: {speed.peak_mb:,.0f} MB (aim: {PEAK_AIM_MB:,} MB)")
    if speed.children_mb is not None:
        lines.append(f"largest decoding process: {speed.children_mb:,.0f} MB")
    if speed.slope_kb is not None:
        lines.append(f"memory over the second half: {speed.slope_kb:+.1f} kB per film (aim: 0)")
    return lines


def _growth(growth_s: dict[int, float]) -> list[str]:
    """Cost per film as the folder grows; the last row over the first."""
    lines = [_row("folder", "ms per film")]
    lines += [_row(f"{count:,} films", _ms(seconds)) for count, seconds in growth_s.items()]
    if len(growth_s) > 1:
        (few, first), *_, (many, last) = growth_s.items()
        change = f"{last / first - 1:+.1%}"
        lines.append(f"{many:,} films over {few:,}: {change} a film (aim: {GROWTH_AIM:+.0%})")
    return lines


def _row(name: str, value: str) -> str:
    return f"{name:<14}{value:>12}"


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.1f}"
