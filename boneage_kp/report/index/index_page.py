"""`index_page`: all films of a batch on one page that sorts, filters and pages through them.

    index_page(output_dir / "results.jsonl", output_dir)      # writes output_dir / "index.html"

It is made at the end from results.jsonl, in constant memory: rows go to the page as they are
read. Pages and thumbnails are files beside it (`page.names`); films without them get no link and
no picture. It works from disk; without JavaScript it shows a plain table of the first films.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from boneage_kp.film.whole_file import write_whole
from boneage_kp.report.index.rows import VERDICTS, IndexRow, index_rows
from boneage_kp.report.index.script import INDEX_SCRIPT
from boneage_kp.report.index.style import INDEX_STYLE
from boneage_kp.report.index.table import table, verdict_mark
from boneage_kp.report.page.document import document
from boneage_kp.report.page.markup import Attributes, Html, tag
from boneage_kp.report.page.names import PAGES, THUMBNAILS
from boneage_kp.report.words import ENGLISH, Words
from boneage_kp.schema.records import Verdict

NAME = "index.html"
FIRST_FILMS = 100
_HERE = "rows-of-all-films"  # where the rows go; stands once in the page


@dataclass(frozen=True)
class _Summary:
    """counts: films by verdict; first: those that a page without JavaScript shows."""

    counts: tuple[int, ...]
    first: list[IndexRow]


def index_page(rows_path: Path, output_dir: Path, words: Words = ENGLISH) -> Path:
    """Write the index beside the pages.

    rows_path:   results.jsonl, whole; read twice.
    output_dir:  where pages and thumbnails lie.
    returns:     the file written; it is there whole or not at all.
    raises:      ValueError that names the line of results.jsonl that is no row.
    """
    summary = _summary(index_rows(rows_path, output_dir, words))
    before, after = _frame(summary, words).split(_HERE)
    target = output_dir / NAME
    rows = index_rows(rows_path, output_dir, words)
    write_whole(target, _pieces(before, after, rows))
    return target


def json_in_script(value: object) -> str:
    """JSON that no text inside can end the script element of."""
    written = json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _summary(rows: Iterable[IndexRow]) -> _Summary:
    counts = [0] * len(VERDICTS)
    first: list[IndexRow] = []
    for row in rows:
        counts[row.verdict] += 1
        if len(first) < FIRST_FILMS:
            first.append(row)
    return _Summary(tuple(counts), first)


def _pieces(before: str, after: str, rows: Iterable[IndexRow]) -> Iterator[bytes]:
    yield before.encode()
    for place, row in enumerate(rows):
        yield f"{',' if place else ''}\n{json_in_script(row)}".encode()
    yield after.encode()


def _frame(summary: _Summary, words: Words) -> str:
    """The whole page, with a mark where the rows go."""
    count = sum(summary.counts)
    title = words("index_one") if count == 1 else words("index", count=count)
    rows = {"type": "application/json", "id": "rows"}
    given = {"type": "application/json", "id": "words"}
    body = Html(
        tag("header", {"class": "top"}, tag("h1", {"class": "file"}, title), _chip(words))
        + tag("main", {}, *_main(summary, words))
        + tag("footer", {}, tag("p", {"class": "disclaimer"}, words("disclaimer")))
        + "".join(_verdict_templates(words))
        + tag("script", given, Html(json_in_script(_script_words(words))))
        + tag("script", rows, Html(f"[{_HERE}\n]"))
    )
    return document(title, words.language, INDEX_STYLE, body, INDEX_SCRIPT)


def _chip(words: Words) -> Html:
    return tag("p", {"class": "chip"}, words("disclaimer"))


def _main(summary: _Summary, words: Words) -> Iterator[Html]:
    yield _choices(summary, words)
    count, shown = sum(summary.counts), len(summary.first)
    if count > shown:
        yield tag("p", {"class": "unscripted"}, words("index_first", shown=shown, count=count))
    off: Attributes = {"class": "turn scripted", "hidden": True}
    buttons = [
        tag("button", {"type": "button", "id": name}, words(f"index_{name}"))
        for name in ("previous", "next")
    ]
    yield tag("div", off, tag("p", {"id": "shown", "aria-live": "polite"}), *buttons)
    yield table(summary.first, words)


def _choices(summary: _Summary, words: Words) -> Html:
    """Search, verdicts with their counts, bone ages; shown once the script runs."""
    search: Attributes = {"type": "search", "id": "search", "placeholder": words("index_search")}
    boxes = []
    for verdict in _verdicts_shown(summary):
        place = VERDICTS.index(verdict)
        box = tag("input", {"type": "checkbox", "value": str(place), "checked": True})
        count = f" {summary.counts[place]}"
        boxes.append(tag("label", {}, box, verdict_mark(verdict, words), count))
    years: Attributes = {"type": "number", "min": 0, "max": 25, "step": 0.5}
    ages = tag(
        "span",
        {"class": "ages"},
        tag("label", {"for": "from"}, words("index_from")),
        tag("input", {"id": "from", **years}),
        tag("label", {"for": "to"}, words("index_to")),
        tag("input", {"id": "to", **years}),
        words("years"),
    )
    legend = tag("legend", {"class": "unseen"}, words("verdict"))
    return tag(
        "form",
        {
            "id": "choose",
            "class": "choose scripted",
            "hidden": True,
            "aria-label": words("index_filters"),
        },
        tag(
            "span",
            {"class": "search"},
            tag("input", {**search, "aria-label": words("index_search")}),
        ),
        tag("fieldset", {"class": "verdicts"}, legend, *boxes),
        ages,
        tag("button", {"type": "reset"}, words("index_reset")),
    )


def _verdicts_shown(summary: _Summary) -> list[str]:
    """Those that there are; and all that checks give, unless nothing was checked."""
    there = {verdict for verdict, count in zip(VERDICTS, summary.counts, strict=True) if count}
    given = set() if "unchecked" in there else set(get_args(Verdict))
    return [verdict for verdict in VERDICTS if verdict in there | given]


def _verdict_templates(words: Words) -> Iterator[Html]:
    """What the script copies into its rows."""
    for place, verdict in enumerate(VERDICTS):
        yield tag("template", {"id": f"verdict-{place}"}, verdict_mark(verdict, words))


def _script_words(words: Words) -> dict[str, str | int]:
    return {
        "mark": words.decimal_mark,
        "pages": f"{PAGES}/",
        "pictures": f"{THUMBNAILS}/",
        "mature": words("index_mature"),
        "below": words("index_below"),
        "corrected": words("index_corrected"),
        "unreadable": VERDICTS.index("unreadable"),
        "none": words("index_no_age"),
        "open": words("index_open_end"),
        "to": words("to"),
        "shown": words("index_shown"),
        "nothing": words("index_none"),
        "sort": words("index_sort"),
    }
