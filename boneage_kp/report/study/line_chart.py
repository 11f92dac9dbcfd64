"""Lines over an axis as inline SVG; who is who stands in a legend below, by colour and dash."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from boneage_kp.report.page.markup import Html, tag
from boneage_kp.report.study.axis import Axis

WIDTH, HEIGHT = 520, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 510, 12, 254
KINDS = 8  # colours, then again with other dashes


@dataclass(frozen=True)
class Line:
    """points: (x, y), x rising; kind: of its colour and dash; faint: drawn behind, thinner."""

    label: str
    points: Sequence[tuple[float, float]]
    kind: int = 0
    faint: bool = False


@dataclass(frozen=True)
class LineChart:
    """said: the chart in a sentence, for those who cannot see it; marks: (x, y, words)."""

    said: str
    x_title: str
    y_title: str
    lines: Sequence[Line]
    log_x: bool = False
    log_y: bool = False
    marks: Sequence[tuple[float, float, str]] = ()
    level: tuple[float, str] | None = None  # of y, drawn across and written on


def line_chart(chart: LineChart, style: str = "") -> Html:
    """One SVG element. style: put into it where it has to stand alone as a file."""
    points = [point for line in chart.lines for point in line.points]
    points = [(x, y) for x, y in points if math.isfinite(y)]
    shape = {"viewBox": f"0 0 {WIDTH} {HEIGHT}", "class": "plot", "role": "img"}
    shape |= {"xmlns": "http://www.w3.org/2000/svg", "aria-label": chart.said}
    head = [tag("style", {}, Html(style))] if style else []
    if not points:
        return tag("svg", shape, *head, _text(WIDTH / 2, HEIGHT / 2, "nothing to draw", "middle"))
    heights = [y for _, y in points] + ([chart.level[0]] if chart.level else [])
    across = Axis.around([x for x, _ in points], _LEFT, _RIGHT, chart.log_x)
    up = Axis.around(heights, _BOTTOM, _TOP, chart.log_y, room=0.06)
    drawn = [*_frame(across, up, chart), *_level(up, chart)]
    drawn += [
        _line(line, across, up) for line in sorted(chart.lines, key=lambda one: not one.faint)
    ]
    drawn += [_mark(mark, across, up) for mark in chart.marks]
    return tag("svg", shape, *head, *drawn)


def legend(lines: Sequence[Line]) -> Html:
    """A list of the lines' names with a piece of each."""
    items = []
    for line in {one.label: one for one in lines}.values():
        piece = tag("path", {"d": "M1 6H27", "class": f"line k{line.kind % KINDS}"})
        swatch = tag(
            "svg", {"viewBox": "0 0 28 12", "class": "swatch", "aria-hidden": "true"}, piece
        )
        items.append(tag("li", {}, swatch, line.label))
    return tag("ul", {"class": "legend"}, *items)


def _frame(across: Axis, up: Axis, chart: LineChart) -> list[Html]:
    drawn = []
    for value, said in up.ticks():
        y = round(up.at(value), 1)
        drawn.append(tag("path", {"d": f"M{_LEFT} {y}H{_RIGHT}", "class": "grid"}))
        drawn.append(_text(_LEFT - 8, y + 4, said, "end"))
    for value, said in across.ticks():
        x = round(across.at(value), 1)
        drawn.append(tag("path", {"d": f"M{x} {_BOTTOM}v5", "class": "axis"}))
        drawn.append(_text(x, _BOTTOM + 19, said, "middle"))
    drawn.append(tag("path", {"d": f"M{_LEFT} {_BOTTOM}H{_RIGHT}", "class": "axis"}))
    drawn.append(_text((_LEFT + _RIGHT) / 2, HEIGHT - 6, chart.x_title, "middle", "name"))
    side = {"transform": f"translate(13 {(_TOP + _BOTTOM) / 2}) rotate(-90)"}
    drawn.append(tag("text", {**side, "text-anchor": "middle", "class": "name"}, chart.y_title))
    return drawn


def _level(up: Axis, chart: LineChart) -> list[Html]:
    if chart.level is None:
        return []
    y = round(up.at(chart.level[0]), 1)
    rule = tag("path", {"d": f"M{_LEFT} {y}H{_RIGHT}", "class": "level"})
    return [rule, _text(_RIGHT, y - 5, chart.level[1], "end", "name")]


def _line(line: Line, across: Axis, up: Axis) -> Html:
    """Broken where a value is no number; a single point is a dot."""
    path, pen_down = [], False
    for x, y in line.points:
        if not math.isfinite(y):
            pen_down = False
            continue
        path.append(f"{'L' if pen_down else 'M'}{across.at(x):.1f} {up.at(y):.1f}")
        pen_down = True
    kind = f"k{line.kind % KINDS}"
    if len(path) == 1:
        left, top = path[0][1:].split()
        return tag("circle", {"cx": left, "cy": top, "r": 3.5, "class": f"dot {kind}"})
    named = tag("title", {}, line.label)
    faint = " faint" if line.faint else ""
    return tag("path", {"d": "".join(path), "class": f"line {kind}{faint}"}, named)


def _mark(mark: tuple[float, float, str], across: Axis, up: Axis) -> Html:
    """A ring, a line down to the axis, and words that stay inside the drawing."""
    x, y = across.at(mark[0]), up.at(mark[1])
    right = x > (_LEFT + _RIGHT) / 2
    words = _text(
        x - 8 if right else x + 8, _TOP + 10, mark[2], "end" if right else "start", "name"
    )
    ring = tag("circle", {"cx": x, "cy": y, "r": 5, "class": "ring"})
    rule = tag("path", {"d": f"M{x:.1f} {_TOP}V{_BOTTOM}", "class": "level"})
    return tag("g", {}, rule, ring, words)


def _text(x: float, y: float, said: str, anchor: str, kind: str = "tick") -> Html:
    return tag("text", {"x": x, "y": y, "text-anchor": anchor, "class": kind}, said)
