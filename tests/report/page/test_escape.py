"""Whatever comes from outside stays text: in elements, attributes, links, and JSON in scripts."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boneage_kp.report.index.index_page import index_page, json_in_script
from boneage_kp.report.page.context import PageContext
from boneage_kp.report.page.film_page import film_page
from boneage_kp.report.page.markup import tag, text
from boneage_kp.report.page.names import film_stem, page_path
from boneage_kp.report.results_row import failed_row, results_row, row_line
from tests.report.html_tree import Element, read_html
from tests.report.page_readings import nothing_found, phantom, phantom_reading

NASTY = (
    "</script><script>alert(1)</script>",
    "</title></style><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='x",
    "<!-- --> <![CDATA[",
    "<!--<script>",
    "javascript:alert(1)",
    "a#b?c=d%20%zz&amp;&lt;e",
    "line\nbreak\r\ttab\x00\x1b[31m",
    "\u202egnp.mlif\u2028\u2029\ufeff",
    "\udc80\ud800 half",
    "{0} {name} %s ${x} {{",
    "films/\u5e74\u9f84/\u0627\u0644/\U0001f9b4.png",
    "..",
    "/",
    "",
)
anything = st.one_of(st.sampled_from(NASTY), st.text(max_size=40)) | st.tuples(
    st.sampled_from(NASTY), st.sampled_from(NASTY)
).map("".join)
FILM = np.zeros((64, 48), np.uint8)
READING = nothing_found(phantom().record)


def shape(root: Element) -> list[tuple[str, tuple[str, ...]]]:
    """Elements and names of their attributes: all that markup is."""
    return [(e.name, tuple(e.attributes)) for e in root.all()]


PLAIN = shape(
    read_html(
        film_page(
            FILM,
            replace(READING, file_name="plain", reasons=("plain",)),
            context=PageContext(model="plain", notes=("plain",), index_href="plain"),
        )
    )
)


@given(anything.filter(lambda name: "/" not in name), anything, anything)
def test_a_page_keeps_its_shape(name: str, reason: str, note: str) -> None:
    reading = replace(READING, file_name=name, reasons=(reason,))
    context = PageContext(model=note or "x", notes=(note,), index_href=note or "x")
    page = film_page(FILM, reading, context=context)
    page.encode()  # no half of a pair
    root = read_html(page)
    found = shape(root)
    # A known check has advice beside it; nothing else may differ.
    assert [e for e in found if e != ("span", ("class",))] == [
        e for e in PLAIN if e != ("span", ("class",))
    ]
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", page)


@given(anything)
def test_text_and_attributes_come_back_as_they_were(raw: str) -> None:
    (element,) = read_html(tag("p", {"title": raw}, raw)).all("p")
    kept = re.sub(
        r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]",
        "\ufffd",
        raw,
    )
    assert element.text() == kept and element.attributes["title"] == kept
    assert "<" not in text(raw) and '"' not in text(raw)


@given(st.recursive(anything, lambda inner: st.lists(inner, max_size=3), max_leaves=5))
def test_json_in_a_script_ends_no_script(value: object) -> None:
    written = json_in_script(value)
    assert json.loads(written) == value
    assert written.isascii() and not set(written) & set("<>&")


@given(anything, anything)
def test_names_of_files_are_plain_and_differ(one: str, other: str) -> None:
    for name in (one, other):
        assert re.fullmatch(r"[A-Za-z0-9._-]+-[0-9a-f]{12}", film_stem(name))
    assert (film_stem(one) == film_stem(other)) == (one == other)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of films with every nasty name, half of them read."""
    folder = tmp_path_factory.mktemp("index")
    (folder / "pages").mkdir()
    lines = []
    for place, name in enumerate(NASTY):
        if place % 2:
            lines.append(row_line(failed_row(name, f"broken {name}", "tw3_rus")))
            continue
        reading = replace(phantom_reading(phantom().record), file_name=name, reasons=(name,))
        lines.append(row_line(results_row(reading, 11.0)))
        (folder / page_path(name)).write_text("a page")
    (folder / "results.jsonl").write_bytes(b"".join(lines))
    return index_page(folder / "results.jsonl", folder)


def test_the_index_keeps_its_shape(index: Path) -> None:
    root = read_html(index.read_text(encoding="utf-8"))
    assert len(list(root.all("script"))) == 3  # words, rows, and ours
    rows = json.loads(next(iter(root.where("id", "rows"))).text())
    assert [row[0] for row in rows] == list(NASTY)
    assert not [k for e in root.all() for k in e.attributes if k.startswith("on")]
    links = [e.attributes["href"] for e in root.all("a")]
    assert len(links) == len(NASTY[::2])
    for link in links:
        assert re.fullmatch(r"pages/[A-Za-z0-9._-]+\.html", str(link))
        assert (index.parent / str(link)).is_file()
