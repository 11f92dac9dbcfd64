"""Points of a plane by group as inline SVG: colour and shape say the group."""

import re
from collections.abc import Mapping, Sequence

from boneage_kp.report.page.markup import Html, tag
from boneage_kp.report.study.axis import Axis

_SIDE = 320
_EDGE = 12
# Paths about 0, 0, so that nothing is said by colour alone.
_SHAPES = (
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",
    "M-3.6 -3.6h7.2v7.2h-7.2z",
    "M0 -4.8L4.6 3.4H-4.6z",
    "M0 -5.2L5.2 0L0 5.2L-5.2 0z",
    "M0 4.8L4.6 -3.4H-4.6z",
    "M-1.4 -4.6h2.8v3.2h3.2v2.8h-3.2v3.2h-2.8v-3.2h-3.2v-2.8h3.2z",
)


def point_chart(places: Sequence[tuple[float, float]], groups: Sequence[str], said: str) -> Html:
    """A square; equal steps of both axes are equal lengths, which have no unit.

    groups:  a name a point; what each looks like says `kinds_of`.
    """
    kinds = kinds_of(groups)
    xs, ys = zip(*places, strict=True)
    half = max(max(xs) - min(xs), max(ys) - min(ys), 1e-6) / 2
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    across = Axis(middle_x - half, middle_x + half, _EDGE, _SIDE - _EDGE)
    up = Axis(middle_y - half, middle_y + half, _SIDE - _EDGE, _EDGE)
    drawn = [
        _point(across.at(x), up.at(y), kinds[group])
        for (x, y), group in zip(places, groups, strict=True)
    ]
    shape = {"viewBox": f"0 0 {_SIDE} {_SIDE}", "class": "plane", "role": "img"}
    return tag("svg", {**shape, "aria-label": said}, *drawn)


def point_legend(groups: Sequence[str]) -> Html:
    """A list of the groups with their signs and how many points each has."""
    items = []
    for group, kind in kinds_of(groups).items():
        sign = tag("svg", {"viewBox": "0 0 12 12", "class": "sign"}, _point(6, 6, kind))
        items.append(tag("li", {}, sign, f"{group} ({list(groups).count(group)})"))
    return tag("ul", {"class": "legend"}, *items)


def kinds_of(groups: Sequence[str]) -> Mapping[str, int]:
    """A number a group, by name, so that the same groups look the same on every chart."""
    return {group: kind for kind, group in enumerate(sorted(set(groups), key=_order))}


def _order(group: str) -> tuple[int, str]:
    """By the first number in a name, so that 5 to 8 years come before 11 to 14."""
    number = re.search(r"\d+", group)
    return (int(number.group()) if number else 0, group)


def _point(x: float, y: float, kind: int) -> Html:
    place = f"translate({x:.1f} {y:.1f})"
    shape = _SHAPES[kind % len(_SHAPES)]
    return tag("path", {"d": shape, "transform": place, "class": f"dot k{kind}"})
