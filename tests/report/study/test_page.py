"""The study's page: one file that loads nothing, with what was found and what was not."""

from dataclasses import replace

from boneage_kp.evaluation.words import Table
from boneage_kp.report.study.contents import (
    AxisCurves,
    FeaturePlanes,
    Plane,
    RangeTest,
    StudyPage,
    Tile,
)
from boneage_kp.report.study.line_chart import Line, LineChart
from boneage_kp.report.study.page import study_page
from tests.report.html_tree import read_html

LINES = [Line("adam", [(1, 30), (2, 20)]), Line("sgd", [(1, 40), (2, 35)], kind=1)]
CHART = LineChart("error over epochs", "epoch", "MAE, months", LINES, level=(45.0, "median age"))
PAGE = StudyPage(
    title="ResNet study",
    question="How close?",
    tiles=[Tile("Least error", "20.0 months", "adam")],
    curves=[AxisCurves("Optimizer", [("Error", CHART)], LINES)],
    table=Table("Settings", ("optimizer", "MAE"), (("adam", "20.0"), ("sgd", "35.0")), "A note."),
    best_row=0,
    words_columns=1,
    ranges=[RangeTest("adam", replace(CHART, log_x=True, level=None), "Steepest at 0.001.")],
    features="Not drawn: scikit-learn not installed.",
    conditions="2 epochs of 4 phantoms.",
    runs_left=3,
)


def test_everything_stands_on_it() -> None:
    html = study_page(PAGE)
    read_html(html)  # every element is closed
    for said in ("20.0 months", "A note.", "Steepest at 0.001.", "3 runs are not done"):
        assert said in html
    assert "Not drawn: scikit-learn not installed." in html and "not a medical device" in html
    assert '<tr class="best"><td class="word">adam</td><td>20.0</td></tr>' in html
    assert "style=" not in html.replace("<style>", ""), "the policy forbids style attributes"
    for load in ("src=", "href=", "url(", "<script"):
        assert load not in html


def test_features_are_drawn_where_they_are_there() -> None:
    rand = Table("Adjusted Rand index", ("against", "plane"), (("sex", "0.01"),), "1: the same.")
    places = [(0.0, 1.0), (2.0, 0.5), (1.0, 0.0)]
    planes = [Plane("UMAP, by sex", ["male", "female", "male"])]
    html = study_page(replace(PAGE, features=FeaturePlanes("Features", places, planes, rand)))
    read_html(html)
    assert "male (2)" in html and "female (1)" in html and "0.01" in html


def test_a_study_of_which_nothing_has_run_has_a_page() -> None:
    html = study_page(replace(PAGE, curves=[], ranges=[], best_row=None, runs_left=1))
    assert "1 run is not done" in html and 'class="best"' not in html
