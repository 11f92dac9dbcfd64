"""Results in the age chart: a point with its interval, or a line where no age says where it stands.

A bound is an arrow at the end of the standard's curve, never a point.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from boneage_kp.report.chart_scale import BOTTOM, LEFT, RIGHT, ChartScale
from boneage_kp.report.page.markup import Attributes, Html, tag
from boneage_kp.report.words import Words
from boneage_kp.schema.records import Bound

_APART_PX = 13  # two results of one child lie at one age


@dataclass(frozen=True)
class ChartMark:
    """One result.

    bone_age_years:  None at a bound.
    low_years, high_years:  the interval; None is an open end; both None without an interval.
    bound_years:     the end of the curve where `bound` is set.
    said:            the mark in words, for those who cannot see it.
    """

    who: Literal["machine", "reader"]
    bone_age_years: float | None
    low_years: float | None
    high_years: float | None
    bound: Bound | None
    bound_years: float | None
    said: str


def draw_marks(
    marks: Sequence[ChartMark],
    age_years: float | None,
    scale: ChartScale,
    curve_years: tuple[float, float],
    words: Words,
) -> list[Html]:
    """The marks, and what is to be said where the age has no place on the chart."""
    if age_years is not None and scale.first <= age_years <= scale.last:
        middle = scale.x(age_years) - _APART_PX * (len(marks) - 1) / 2
        return [
            piece
            for place, mark in enumerate(marks)
            for piece in _at_age(mark, middle + _APART_PX * place, scale, curve_years)
        ]
    said = words("chart_no_age")
    if age_years is not None:
        said = words("chart_age_off", years=words.number(age_years, 1))
    where: Attributes = {"x": RIGHT - 6, "y": BOTTOM - 8, "text-anchor": "end", "class": "name"}
    lines = [piece for mark in marks for piece in _across(mark, scale, curve_years)]
    return [*lines, tag("text", where, said)]


def _across(mark: ChartMark, scale: ChartScale, curve_years: tuple[float, float]) -> list[Html]:
    """The result as a line at every age, its interval as thin dashed ones; a bound as its arrow."""
    kind = f"whisker {mark.who}"
    if mark.bone_age_years is None:
        return _at_age(mark, (LEFT + RIGHT) / 2, scale, curve_years)
    ends = [end for end in (mark.low_years, mark.high_years) if end is not None]
    drawn = [
        tag("path", {"d": f"M{LEFT} {scale.y(end):.1f}H{RIGHT}", "class": f"{kind} end"})
        for end in ends
    ]
    line = f"M{LEFT} {scale.y(mark.bone_age_years):.1f}H{RIGHT}"
    return [*drawn, tag("path", {"d": line, "class": kind})]


def _at_age(
    mark: ChartMark, x: float, scale: ChartScale, curve_years: tuple[float, float]
) -> list[Html]:
    drawn = []
    if mark.low_years is not None or mark.high_years is not None:
        drawn.append(_whisker(mark, x, scale, curve_years))
    if mark.bone_age_years is not None:
        y = scale.y(mark.bone_age_years)
        if mark.who == "machine":
            drawn.append(tag("circle", {"cx": x, "cy": y, "r": 6, "class": "mark machine"}))
        else:
            diamond = f"M{x} {y - 8}l8 8 -8 8 -8 -8z"
            drawn.append(tag("path", {"d": diamond, "class": "mark reader"}))
    elif mark.bound_years is not None:
        y, way = scale.y(mark.bound_years), -1 if mark.bound == "mature" else 1
        arrow = f"M{x} {y}v{16 * way}m-6 {-7 * way}l6 {7 * way}l6 {-7 * way}M{x - 9} {y}h18"
        drawn.append(tag("path", {"d": arrow, "class": f"whisker {mark.who}"}))
    return drawn


def _whisker(
    mark: ChartMark, x: float, scale: ChartScale, curve_years: tuple[float, float]
) -> Html:
    """The interval; an open end is an arrow at the curve's end."""
    low = curve_years[0] if mark.low_years is None else mark.low_years
    high = curve_years[1] if mark.high_years is None else mark.high_years
    top, bottom = scale.y(high), scale.y(low)
    ends = f"M{x - 6} {top:.1f}h12"
    if mark.high_years is None:
        ends = f"M{x - 6} {top + 8}L{x} {top}L{x + 6} {top + 8}"
    if mark.low_years is None:
        ends += f"M{x - 6} {bottom - 8}L{x} {bottom}L{x + 6} {bottom - 8}"
    else:
        ends += f"M{x - 6} {bottom:.1f}h12"
    path = f"M{x} {top:.1f}V{bottom:.1f}{ends}"
    return tag("path", {"d": path, "class": f"whisker {mark.who}"})
