"""`study_page`: a study as one self-contained HTML page that loads nothing and runs no script."""

from collections.abc import Iterator, Sequence

from boneage_kp import __version__
from boneage_kp.evaluation.words import Table
from boneage_kp.report.page.document import document
from boneage_kp.report.page.markup import Html, joined, tag
from boneage_kp.report.study.contents import AxisCurves, FeaturePlanes, RangeTest, StudyPage
from boneage_kp.report.study.line_chart import legend, line_chart
from boneage_kp.report.study.point_chart import point_chart, point_legend
from boneage_kp.report.study.style import STUDY_STYLE
from boneage_kp.report.words import ENGLISH


def study_page(page: StudyPage) -> str:
    """The page; write it as UTF-8."""
    body = joined([_header(page), tag("main", {}, *_main(page)), _footer(page)])
    return document(page.title, ENGLISH.language, STUDY_STYLE, body)


def _header(page: StudyPage) -> Html:
    who = [tag("h1", {"class": "file"}, page.title), tag("p", {"class": "child"}, page.question)]
    chip = tag("p", {"class": "chip"}, ENGLISH("disclaimer"))
    return tag(
        "header",
        {"class": "top"},
        tag("div", {"class": "who"}, *who),
        tag("div", {"class": "aside"}, chip),
    )


def _main(page: StudyPage) -> Iterator[Html]:
    yield tag("dl", {"class": "tiles"}, *(_tile(t.title, t.value, t.more) for t in page.tiles))
    left = left_words(page.runs_left) if page.runs_left else ""
    yield _card("Figures", left, _table(page.table, page.words_columns, page.best_row))
    for curves in page.curves:
        yield _curves(curves)
    if page.ranges:
        yield _ranges(page.ranges)
    yield _features(page.features)


def left_words(runs: int) -> str:
    """What a study has still to do; the page and the terminal say it alike."""
    if runs == 1:
        return "1 run is not done; the same command goes on with it."
    return f"{runs} runs are not done; the same command goes on with them."


def _tile(title: str, value: str, more: str) -> Html:
    inside = [tag("dt", {}, title), tag("dd", {}, value)]
    inside += [tag("dd", {"class": "more"}, more)] if more else []
    return tag("div", {"class": "tile"}, *inside)


def _card(title: str, note: str, *content: Html) -> Html:
    end = [tag("p", {"class": "note"}, note)] if note else []
    return tag("section", {"class": "card"}, tag("h2", {}, title), *content, *end)


def _table(table: Table, words_columns: int, best_row: int | None) -> Html:
    """words_columns: how many of the first columns hold words, which stand left."""

    def cells(name: str, texts: tuple[str, ...]) -> Iterator[Html]:
        for place, text in enumerate(texts):
            scope = "col" if name == "th" else None
            yield tag(
                name, {"class": "word" if place < words_columns else None, "scope": scope}, text
            )

    head = tag("thead", {}, tag("tr", {}, *cells("th", table.columns)))
    rows = [
        tag("tr", {"class": "best" if place == best_row else None}, *cells("td", row))
        for place, row in enumerate(table.rows)
    ]
    caption = tag("caption", {"class": "unseen"}, table.title)
    whole = tag("table", {}, caption, head, tag("tbody", {}, *rows))
    note = tag("p", {"class": "note"}, table.note) if table.note else Html("")
    return joined([tag("div", {"class": "scroll"}, whole), note])


def _curves(curves: AxisCurves) -> Html:
    drawn = [tag("div", {}, tag("h3", {}, name), line_chart(one)) for name, one in curves.charts]
    return _card(curves.title, "", tag("div", {"class": "pair"}, *drawn), legend(curves.lines))


def _ranges(ranges: Sequence[RangeTest]) -> Html:
    drawn = [
        tag(
            "div",
            {},
            tag("h3", {}, one.title),
            line_chart(one.chart),
            legend(one.chart.lines),
            tag("p", {"class": "note"}, one.said),
        )
        for one in ranges
    ]
    return _card("Learning-rate range test", "", tag("div", {"class": "pair"}, *drawn))


def _features(features: FeaturePlanes | str) -> Html:
    if isinstance(features, str):
        return _card("Features", features)
    drawn = [
        tag(
            "div",
            {},
            tag("h3", {}, plane.title),
            point_chart(features.places, plane.groups, f"{features.title}: {plane.title}"),
            point_legend(plane.groups),
        )
        for plane in features.planes
    ]
    planes = tag("div", {"class": "four"}, *drawn)
    table = tag("div", {}, tag("h3", {}, features.table.title), _table(features.table, 1, None))
    return _card(features.title, "", planes, table)


def _footer(page: StudyPage) -> Html:
    return tag(
        "footer",
        {},
        tag("p", {"class": "note"}, page.conditions),
        tag("p", {"class": "disclaimer"}, f"{ENGLISH('disclaimer')} boneage_kp {__version__}."),
    )
