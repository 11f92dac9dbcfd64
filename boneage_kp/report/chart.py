"""Bone age against chronological age as inline SVG: normal band, marks, and the distribution.

Bounds are arrows at the end of the standard's curve, never points.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from boneage_kp.report.chart_marks import ChartMark, draw_marks
from boneage_kp.report.chart_scale import (
    BOTTOM,
    HEIGHT,
    LAST_YEAR,
    LEFT,
    RIGHT,
    STRIP_LEFT,
    STRIP_RIGHT,
    TOP,
    WIDTH,
    ChartScale,
)
from boneage_kp.report.page.markup import Attributes, Html, tag
from boneage_kp.report.words import Words

_BIN_YEARS = 0.25


@dataclass(frozen=True, eq=False)
class AgeChart:
    """What the chart shows.

    age_years:      chronological age, None when not given.
    curve_years:    first and last age of the standard's curve.
    band:           (chronological age, SD) in years, ages rising; empty without a reference.
    density:        (M, 2) ages in years and probabilities of the machine's distribution, or None.
    below, mature:  probabilities of the two bounds, which have no age.
    """

    age_years: float | None
    curve_years: tuple[float, float]
    marks: Sequence[ChartMark]
    band: Sequence[tuple[float, float]]
    density: np.ndarray | None
    below: float = 0.0
    mature: float = 0.0


def age_chart(chart: AgeChart, words: Words) -> Html:
    """The chart as one SVG element with a text for those who cannot see it."""
    scale = ChartScale.around(_years_shown(chart))
    alt = words("chart_alt", marks=" ".join(mark.said for mark in chart.marks))
    shape = {"viewBox": f"0 0 {WIDTH} {HEIGHT}", "class": "chart", "role": "img"}
    return tag(
        "svg",
        {**shape, "aria-label": alt},
        *_band(chart, scale, words),
        *_axes(scale, words),
        *draw_marks(chart.marks, chart.age_years, scale, chart.curve_years, words),
        *_distribution(chart, scale, words),
    )


def _years_shown(chart: AgeChart) -> list[float]:
    age = chart.age_years
    years = [age] if age is not None and age <= LAST_YEAR else []
    for mark in chart.marks:
        ends = (mark.bone_age_years, mark.low_years, mark.high_years, mark.bound_years)
        years += [end for end in ends if end is not None]
    return years


def _band(chart: AgeChart, scale: ChartScale, words: Words) -> list[Html]:
    """Two bands round the line of equal ages, and that line; each written on."""
    drawn = []
    if chart.band:
        ages, sds = np.array(chart.band).T
        within = np.linspace(max(scale.first, ages[0]), min(scale.last, ages[-1]), 60)
        spread = np.interp(within, ages, sds)
        if within[-1] > within[0]:
            for width, kind in ((2, "two"), (1, "one")):
                drawn.append(_area(within, width * spread, scale, kind))
            drawn += _band_names(within, spread, scale, words)
    ends = {"x1": scale.x(scale.first), "y1": scale.y(scale.first)}
    ends |= {"x2": scale.x(scale.last), "y2": scale.y(scale.last)}
    return [*drawn, tag("line", {**ends, "class": "equal"})]


def _area(ages: np.ndarray, reach: np.ndarray, scale: ChartScale, kind: str) -> Html:
    upper = [(scale.x(a), scale.y(a + r)) for a, r in zip(ages, reach, strict=True)]
    lower = [(scale.x(a), scale.y(a - r)) for a, r in zip(ages, reach, strict=True)]
    points = " ".join(f"{x:.1f},{_kept(y):.1f}" for x, y in [*upper, *lower[::-1]])
    return tag("polygon", {"points": points, "class": f"band-{kind}"})


def _kept(y: float) -> float:
    return min(max(y, TOP), BOTTOM)


def _band_names(
    ages: np.ndarray, spread: np.ndarray, scale: ChartScale, words: Words
) -> list[Html]:
    """The names at the band's upper edges, where nothing else is drawn: at its young end."""
    names = []
    for width, key in ((2, "band_two"), (1, "band_one")):
        free = [
            (a, a + width * s)
            for a, s in zip(ages, spread, strict=True)
            if a + width * s < scale.last - 0.3 and a > scale.first + 0.6
        ]
        if free:
            age, top = free[-1] if width == 2 else free[min(len(free) - 1, len(free) * 9 // 10)]
            where = {"x": scale.x(age) - 4, "y": scale.y(top) + (14 if width == 2 else 13)}
            names.append(tag("text", {**where, "class": "band-name"}, words(key)))
    return names


def _axes(scale: ChartScale, words: Words) -> list[Html]:
    drawn = [tag("path", {"d": f"M{LEFT} {TOP}V{BOTTOM}H{RIGHT}", "class": "axis"})]
    for year in scale.ticks():
        x, y = scale.x(year), scale.y(year)
        drawn.append(tag("path", {"d": f"M{x:.1f} {BOTTOM}v4 M{LEFT} {y:.1f}h-4", "class": "axis"}))
        drawn.append(tag("text", {"x": x, "y": BOTTOM + 18, "text-anchor": "middle"}, str(year)))
        drawn.append(tag("text", {"x": LEFT - 9, "y": y + 4, "text-anchor": "end"}, str(year)))
    name: Attributes = {"text-anchor": "middle", "class": "name"}
    below = {"x": (LEFT + RIGHT - 30) / 2, "y": BOTTOM + 38, **name}
    drawn.append(tag("text", below, words("chart_x")))
    side = {"transform": f"translate(10 {(TOP + BOTTOM) / 2}) rotate(-90)", **name}
    return [*drawn, tag("text", side, words("chart_y"))]


def _distribution(chart: AgeChart, scale: ChartScale, words: Words) -> list[Html]:
    """Probability of the machine's bone age, a quarter year a bar, along the same axis; what lies
    on a bound stands beyond the curve's end as a hollow bar."""
    if chart.density is None or not len(chart.density):
        return []
    edges = np.arange(0, 20 + _BIN_YEARS, _BIN_YEARS)
    mass, _ = np.histogram(chart.density[:, 0], edges, weights=chart.density[:, 1])
    (first, last), step = chart.curve_years, _BIN_YEARS
    bars = [(start, share, "density") for start, share in zip(edges[:-1], mass, strict=True)]
    bars += [(first - step, chart.below, "atom"), (last, chart.mature, "atom")]
    most = max(share for _, share, _ in bars)
    drawn = [
        _density_bar(scale, start, share / most, kind)
        for start, share, kind in bars
        if share > 0.01 * most and scale.first <= start and start + step <= scale.last
    ]
    axis = tag("path", {"d": f"M{STRIP_LEFT} {TOP}V{BOTTOM}", "class": "axis"})
    where: Attributes = {"x": STRIP_RIGHT, "y": BOTTOM + 38, "text-anchor": "end"}
    name = tag("text", {**where, "class": "name"}, words("chart_distribution"))
    return [axis, *drawn, name]


def _density_bar(scale: ChartScale, start_years: float, length: float, kind: str) -> Html:
    """length: share of the room beside the chart."""
    top, bottom = scale.y(start_years + _BIN_YEARS), scale.y(start_years)
    size = {"width": (STRIP_RIGHT - STRIP_LEFT) * length, "height": max(0.5, bottom - top - 1)}
    return tag("rect", {"x": STRIP_LEFT, "y": top + 0.5, **size, "class": kind})
