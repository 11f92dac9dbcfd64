from html.parser import HTMLParser

import pytest

from boneage_kp.evaluation.page import to_html
from boneage_kp.evaluation.plots import PLOTS
from boneage_kp.evaluation.summary import Evaluation

VOID = {"meta", "img"}


class Reader(HTMLParser):
    """Keeps what is open, and what the page would load."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.sources: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.sources += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    return reader


def test_the_page_holds_everything_and_loads_nothing(mixed: Evaluation) -> None:
    pytest.importorskip("matplotlib")
    reader = read(to_html(mixed))
    assert len(reader.sources) == len(PLOTS)
    assert all(source.startswith("data:image/png;base64,") for source in reader.sources)
    assert "script" not in reader.tags


def test_words_from_outside_are_escaped(mixed: Evaluation) -> None:
    page = to_html(mixed, {"weights": '<img src="x" onerror="alert(1)">'}, plots=False)
    assert "<films>" not in page and "mixed &lt;films&gt; &amp; more" in page
    reader = read(page)
    assert reader.sources == [] and "img" not in reader.tags
