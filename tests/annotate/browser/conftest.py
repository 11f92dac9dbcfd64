"""One browser for all tests of the page, and desks at which to sit down."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.annotate.browser.desks import reader, running, write_films
from tests.annotate.browser.rater import Rater
from tests.browser import Page, browser, browser_path

SIZE_PX = 384


@pytest.fixture(scope="session")
def tab() -> Iterator[Page]:
    if browser_path() is None:
        pytest.skip("no Chromium here; BONEAGE_BROWSER names its program")
    with browser() as page:
        yield page


@pytest.fixture
def rater(tab: Page) -> Iterator[Rater]:
    tab.complaints.clear()
    yield Rater(tab)
    tab.ask("localStorage.clear()")
    tab.open("about:blank")


@pytest.fixture
def desk(tab: Page, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """`desk(names)`: a running server over phantoms of these names, with proposals."""
    with ExitStack() as stack:

        def sit(names: list[str], proposals: bool = True, **wishes: Any) -> Any:
            write_films(tmp_path, names, SIZE_PX)
            given = (lambda: reader(SIZE_PX)) if proposals else None
            wishes = {"make_reader": given, **wishes}
            return stack.enter_context(running(tmp_path, **wishes))

        yield sit
