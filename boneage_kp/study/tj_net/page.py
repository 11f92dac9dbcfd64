"""One page of TJ-Net's drawings and figures, which loads nothing from anywhere."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from boneage_kp.evaluation.words import Table
from boneage_kp.report.page.markup import Html, joined, tag

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #222; background: #fff;
       max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.4rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.15rem 0.9rem; text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
thead th { border-bottom: 1px solid #888; font-weight: 600; }
p.note { color: #555; font-size: 0.88rem; max-width: 48rem; }
img { max-width: 100%; height: auto; }
@media print { body { margin: 0; max-width: none; } img, table { break-inside: avoid; } }
"""


@dataclass(frozen=True)
class Section:
    """name: of its file; picture: PNG; words: what it shows; table: the figures that go with it."""

    name: str
    title: str
    words: str
    picture: bytes | None = None
    table: Table | None = None


def page_of(title: str, facts: Mapping[str, str], sections: Sequence[Section]) -> str:
    """facts:  what stands under the title: networks, films, what they are."""
    told = [tag("p", {"class": "note"}, f"{name}: {value}") for name, value in facts.items()]
    head = joined(
        [
            tag("meta", {"charset": "utf-8"}),
            tag("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
            tag("title", None, title),
            tag("style", None, Html(_STYLE)),
        ]
    )
    body = joined([tag("h1", None, title), *told, *(_section(one) for one in sections)])
    page = tag("html", {"lang": "en"}, tag("head", None, head), tag("body", None, body))
    return f"<!doctype html>\n{page}\n"


def _section(one: Section) -> Html:
    parts = [tag("h2", None, one.title)]
    if one.table is not None:
        parts += [_table(one.table), tag("p", {"class": "note"}, one.table.note)]
    if one.picture is not None:
        source = "data:image/png;base64," + base64.b64encode(one.picture).decode("ascii")
        parts.append(tag("img", {"alt": one.title, "src": source}))
    return joined([*parts, tag("p", {"class": "note"}, one.words)])


def _table(table: Table) -> Html:
    head = tag("tr", None, *(tag("th", {"scope": "col"}, name) for name in table.columns))
    rows = [tag("tr", None, *(tag("td", None, cell) for cell in row)) for row in table.rows]
    whole = tag("table", None, tag("thead", None, head), tag("tbody", None, *rows))
    return tag("div", {"class": "scroll"}, whole)
