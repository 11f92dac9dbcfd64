"""Charts: values lie where the axis says, ticks are round, nothing is said by colour alone."""

import math
import re
from xml.etree import ElementTree

import pytest

from boneage_kp.report.page.palette import DARK, GRAPHIC, LIGHT, contrast
from boneage_kp.report.study.axis import Axis
from boneage_kp.report.study.line_chart import Line, LineChart, legend, line_chart
from boneage_kp.report.study.point_chart import point_chart, point_legend
from boneage_kp.report.study.style import CHART_STYLE, KINDS_DARK, KINDS_LIGHT, STUDY_STYLE

SVG = "{http://www.w3.org/2000/svg}"


def chart(lines: list[Line], **more: object) -> LineChart:
    return LineChart("errors over epochs", "epoch", "MAE <months>", lines, **more)  # type: ignore[arg-type]


def test_axes_put_values_in_their_place() -> None:
    linear = Axis.around([2.0, 4.0], 100, 300)
    assert [linear.at(value) for value in (2, 3, 4)] == [100, 200, 300]
    assert Axis.around([2.0, 4.0], 300, 100).at(2) == 300, "up the page"
    log = Axis.around([1e-4, 1.0], 0, 400, log=True)
    assert [log.at(10.0**power) for power in (-4, -3, -1)] == pytest.approx([0, 100, 300])
    assert Axis.around([5.0], 0, 10).at(5) == 5, "a single value lies in the middle"
    assert Axis.around([5.0], 0, 10, log=True).at(5) == pytest.approx(5)


@pytest.mark.parametrize(
    ("values", "log", "said"),
    [
        ([1.0, 12.0], False, ["2", "4", "6", "8", "10", "12"]),
        ([17.3, 18.4], False, ["17.4", "17.6", "17.8", "18.0", "18.2", "18.4"]),
        ([-0.004, 0.004], False, ["-0.004", "-0.002", "0.000", "0.002", "0.004"]),
        ([1e-5, 0.2], True, ["1e-5", "1e-4", "0.001", "0.01", "0.1"]),
        ([2.0, 7.0], True, ["2", "3", "4", "5", "6", "7"]),
    ],
)
def test_ticks_are_round_and_inside(values: list[float], log: bool, said: list[str]) -> None:
    axis = Axis.around(values, 0, 100, log)
    assert [text for _, text in axis.ticks()] == said
    assert all(-1e-6 <= axis.at(value) <= 100 + 1e-6 for value, _ in axis.ticks())


def test_a_line_breaks_where_a_value_is_no_number() -> None:
    gap = [(1.0, 5.0), (2.0, 4.0), (3.0, math.nan), (4.0, 3.0), (5.0, 2.0)]
    drawn = line_chart(chart([Line("a", gap), Line("b", [(1.0, 1.0)], kind=1)]))
    (path,) = re.findall(r'<path d="([^"]*)" class="line k0"', drawn)
    assert path.count("M") == 2 and path.count("L") == 2
    assert 'class="dot k1"' in drawn, "one epoch is a dot"
    assert "nan" not in drawn
    assert "nothing to draw" in line_chart(chart([]))


def test_a_chart_stands_alone_as_a_file() -> None:
    drawn = line_chart(chart([Line("a", [(1, 2), (2, 1)])], marks=[(2, 1, "least")]), CHART_STYLE)
    tree = ElementTree.fromstring(drawn)
    assert tree.tag == f"{SVG}svg" and tree[0].tag == f"{SVG}style"
    assert "least" in {text.text for text in tree.iter(f"{SVG}text")}
    for style in (CHART_STYLE, STUDY_STYLE):
        used = set(re.findall(r"var\((--[\w-]+)\)", style))
        made = set(re.findall(r"(--[\w-]+):", style))
        assert used <= made and style.count("{") == style.count("}")


def test_lines_and_points_differ_in_more_than_colour() -> None:
    dashes = re.findall(r"\.line\.k\d\{[^}]*stroke-dasharray:([^}]*)\}", STUDY_STYLE)
    assert len(dashes) == len(set(dashes)) == 8
    groups = ["b", "a", "b", "c"]
    drawn = point_chart([(0, 0), (1, 2), (2, 1), (1, 1)], groups, "films")
    shapes = dict(re.findall(r'd="([^"]+)"[^>]*class="dot (k\d)"', drawn))
    assert sorted(shapes.values()) == ["k0", "k1", "k2"]
    assert "b (2)" in point_legend(groups)
    bands = point_legend(["11 to 14 y", "5 to 8 y", "14 y on"])
    assert bands.index("5 to 8") < bands.index("11 to 14") < bands.index("14 y on")


def test_every_colour_can_be_seen() -> None:
    for colours, palette in ((KINDS_LIGHT, LIGHT), (KINDS_DARK, DARK)):
        for colour in colours:
            assert contrast(colour, palette["panel"]) >= GRAPHIC
            assert contrast(colour, palette["ground"]) >= GRAPHIC


def test_a_legend_names_each_line_once() -> None:
    twice = [Line("adam", [(1, 1)]), Line("adam", [(1, 2)]), Line("<sgd>", [(1, 3)], kind=1)]
    drawn = legend(twice)
    assert drawn.count("adam") == 1 and "&lt;sgd&gt;" in drawn
