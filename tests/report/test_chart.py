"""The chart: everything inside its frame, bounds as arrows, the band where its source has it."""

import numpy as np
import pytest

from boneage_kp.report.chart import AgeChart, age_chart
from boneage_kp.report.chart_marks import ChartMark
from boneage_kp.report.chart_scale import BOTTOM, LEFT, RIGHT, TOP, ChartScale
from boneage_kp.report.words import ENGLISH
from tests.report.html_tree import Element, read_html

BAND = [(2.0, 0.4), (8.0, 0.8), (14.0, 0.9)]


def drawn(mark: ChartMark, age: float | None = 10.0, band: list = BAND, **more: object) -> Element:
    chart = AgeChart(age, (2.0, 15.0), [mark], band, None, **more)  # type: ignore[arg-type]
    return read_html(age_chart(chart, ENGLISH))


@pytest.mark.parametrize("years", [[0.1], [10.2, 9.8, 11.4], [1.5, 16.0], [19.0, 2.0], [19.9]])
def test_scale_holds_all_years(years: list[float]) -> None:
    scale = ChartScale.around(years)
    for year in years:
        assert scale.first <= year <= scale.last
        assert LEFT <= scale.x(year) <= RIGHT and TOP <= scale.y(year) <= BOTTOM
    assert scale.last - scale.first >= 8 and scale.first >= 0 and scale.last <= 20
    assert 4 <= len(scale.ticks()) <= 11


def test_mark_and_whisker_lie_where_their_years_are() -> None:
    mark = ChartMark("machine", 11.0, 10.2, 11.9, None, None, "said")
    tree = drawn(mark)
    scale = ChartScale.around([10.0, 11.0, 10.2, 11.9])
    (circle,) = tree.all("circle")
    assert float(circle.attributes["cx"]) == pytest.approx(scale.x(10.0), abs=0.01)
    assert float(circle.attributes["cy"]) == pytest.approx(scale.y(11.0), abs=0.01)
    (whisker,) = tree.where("class", "whisker")
    assert f"{scale.y(11.9):.1f}V{scale.y(10.2):.1f}" in whisker.attributes["d"]
    (svg,) = tree.all("svg")
    assert "said" in svg.attributes["aria-label"]


def test_bounds_are_no_points() -> None:
    tree = drawn(ChartMark("machine", None, 14.1, None, "mature", 15.0, "mature"))
    assert not list(tree.all("circle")) and not tree.where("class", "mark")
    assert len(tree.where("class", "whisker")) == 2  # the open interval and the bound


def test_without_reference_or_age_the_chart_says_so() -> None:
    mark = ChartMark("machine", 11.0, None, None, None, None, "said")
    tree = drawn(mark, age=None, band=[])
    assert not list(tree.all("polygon")) and "age not given" in tree.text()
    (line,) = tree.where("class", "whisker")  # at no age: right across, and no point
    assert f"H{RIGHT}" in line.attributes["d"] and not list(tree.all("circle"))
    old = drawn(mark, age=41.0)
    assert "age 41.0 lies off the chart" in old.text() and not list(old.all("circle"))
    assert len(list(drawn(mark).all("polygon"))) == 2


def test_distribution_shows_mass_on_bounds() -> None:
    mark = ChartMark("machine", 14.8, 14.0, None, None, None, "said")
    density = np.array([[14.1, 0.3], [14.9, 0.2]])
    chart = AgeChart(15.0, (2.0, 15.0), [mark], BAND, density, mature=0.5)
    tree = read_html(age_chart(chart, ENGLISH))
    bars = {e.attributes["class"]: float(e.attributes["width"]) for e in tree.all("rect")}
    assert bars["atom"] == pytest.approx(50) and len(list(tree.all("rect"))) == 3
