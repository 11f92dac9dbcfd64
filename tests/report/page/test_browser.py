"""Pages in a real browser: nothing is blocked or fails, one A4 page, no sideways scrolling, and an
index that sorts and filters. Skipped where there is no Chromium (BONEAGE_BROWSER names one)."""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from boneage_kp.report.index.index_page import index_page
from boneage_kp.report.index.thumbnail import HEIGHT_PX, thumbnail
from boneage_kp.report.page.film_page import film_page
from boneage_kp.report.page.names import thumbnail_path
from tests.browser import Page, browser, browser_path
from tests.report.index.test_index_page import GIRL, READINGS, write_rows
from tests.report.page.test_film_page import CASES, FULL, case, page
from tests.report.page_readings import corrected_reading

pytestmark = pytest.mark.skipif(
    browser_path() is None, reason="no Chromium here; BONEAGE_BROWSER names its program"
)
# Cards with something in them that stands out over their right edge.
SPILT = """[...document.querySelectorAll('.card')].filter(card =>
  [...card.querySelectorAll('td, p, img')].some(inner =>
    inner.getBoundingClientRect().right > card.getBoundingClientRect().right))
  .map(card => card.className).join()"""
REASONS = (
    "bone_at_border: radius, ulna at the edge of the film",
    "two_peaks: mc3, pp3 could as well lie in another place; look whether the points fit",
    "low_confidence: unsure where: dp5 0.31, mp5 0.40, mc5 0.22, pp5 0.18",
    "stages_out_of_line: radius reads H, the other bones point to G; look at its plate",
    "implausible_layout: the points do not lie as in a hand (distance 2.4, usual 1)",
    "too_small: the hand takes up 20% of the film's length only; crop the film to the hand",
    "too_dark: hardly any contrast: 12 grey levels of 255 in the hand",
)


@pytest.fixture(scope="module")
def tab() -> Iterator[Page]:
    with browser() as page:
        yield page


def printed_pages(tab: Page) -> tuple[int, str]:
    """(pages, size in points) of the open page on its own paper."""
    pdf = base64.b64decode(tab.send("Page.printToPDF", preferCSSPageSize=True)["data"])
    size = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert size is not None
    return len(re.findall(rb"/Type /Page\b", pdf)), b" ".join(size.groups()).decode()


@pytest.mark.parametrize("name", CASES)
def test_a_page_fits_its_screen_and_one_sheet(tab: Page, tmp_path: Path, name: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(page(name), encoding="utf-8")
    for width in (390, 768, 1280):
        tab.open(path, width, dark=width == 768)
        assert tab.ask("document.documentElement.scrollWidth") <= width
        assert tab.ask(SPILT) == ""
    count, size = printed_pages(tab)
    assert count == 1 and size.startswith(("595", "594"))
    assert tab.complaints == []


@pytest.mark.parametrize("reasons", [1, 3, 5, 7])
def test_one_sheet_whatever_there_is_to_say(tab: Page, tmp_path: Path, reasons: int) -> None:
    film, reading, _, _ = case("girl")
    name = "/archive/" + "a long folder name/" * 4 + "film.dcm"
    reading = replace(reading, verdict="review", reasons=REASONS[:reasons], file_name=name)
    changed = corrected_reading(reading, dict.fromkeys(("radius", "mc1", "pp1", "dp1"), "E"))
    path = tmp_path / "page.html"
    path.write_text(film_page(film, reading, changed, FULL), encoding="utf-8")
    tab.open(path)
    assert printed_pages(tab)[0] == 1


def test_switches_work_without_a_script(tab: Page, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(page("girl"), encoding="utf-8")
    tab.open(path)
    shown = "getComputedStyle(document.querySelector('.marks')).display"
    assert tab.ask(shown) != "none"
    tab.ask("document.querySelector('label[for=show-marks]').click()")
    assert tab.ask(shown) == "none"
    tab.ask("document.querySelector('label[for=invert]').click()")
    assert tab.ask("getComputedStyle(document.querySelector('.film')).filter") == "invert(1)"


def test_the_index_sorts_filters_and_pages(tab: Page, tmp_path: Path) -> None:
    (tmp_path / "thumbnails").mkdir()
    (tmp_path / thumbnail_path("films/00000.png")).write_bytes(thumbnail(GIRL.image, READINGS[0]))
    path = index_page(write_rows(tmp_path, 250), tmp_path)
    tab.open(path)
    image = "document.querySelector('#films img')"
    assert tab.ask(f"{image}.decode().then(() => {image}.naturalHeight)") == HEIGHT_PX
    assert shown(tab)[0] == "films/00000.png" and said(tab) == "1 to 100 of 250"
    tab.ask("document.getElementById('next').click()")
    tab.ask("document.getElementById('next').click()")
    assert said(tab) == "201 to 250 of 250"
    sort(tab, "file")
    sort(tab, "file")
    assert shown(tab)[:2] == ["films/00249.png", "films/00248.png"]
    sort(tab, "bone_age")
    assert shown(tab)[0] == "films/00000.png"
    sort(tab, "bone_age")
    assert shown(tab)[0] == "films/00001.png"  # mature comes last, hence first
    sort(tab, "width")
    assert shown(tab)[0] in ("films/00000.png", "films/00003.png")
    tick = "{const b=document.querySelectorAll('.verdicts input')[0];b.click()}"
    tab.ask(tick)
    assert said(tab) == "1 to 100 of 150"
    write(tab, "search", "CUT OFF")
    assert said(tab) == "1 to 50 of 50"
    tab.ask("document.querySelector('button[type=reset]').click()")
    tab.ask("new Promise(done => setTimeout(done, 20))")
    write(tab, "from", "14")
    assert said(tab) == "1 to 50 of 50" and "mature" in tab.ask("films.textContent")
    write(tab, "search", "nothing like it")
    assert said(tab) == "No film fits." and tab.complaints == []


def test_the_index_reads_on_a_phone_and_without_a_script(tab: Page, tmp_path: Path) -> None:
    path = index_page(write_rows(tmp_path, 250), tmp_path)
    tab.open(path, 390)
    assert tab.ask("document.documentElement.scrollWidth") <= 390
    tab.send("Emulation.setScriptExecutionDisabled", value=True)
    tab.open(path)
    tab.send("Emulation.setScriptExecutionDisabled", value=False)
    assert len(shown(tab)) == 100
    assert tab.ask("document.querySelector('.choose').getBoundingClientRect().height") == 0
    assert tab.ask("!!document.querySelector('.unscripted')")


def shown(tab: Page) -> list[str]:
    names = "[...document.querySelectorAll('#films th')].map(e => e.firstChild.textContent)"
    return list(json.loads(tab.ask(f"JSON.stringify({names})")))


def said(tab: Page) -> str:
    return str(tab.ask("document.getElementById('shown').textContent"))


def sort(tab: Page, column: str) -> None:
    tab.ask(f"document.querySelector('th[data-sort={column}] button').click()")


def write(tab: Page, field: str, text: str) -> None:
    tab.ask(
        f"{{const f=document.getElementById('{field}');f.value='{text}';"
        "f.dispatchEvent(new Event('input',{bubbles:true}))}"
    )
