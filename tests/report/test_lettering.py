"""Text on pictures: in its place, in its colour, outlined, cut at the page's edge."""

import numpy as np
import pytest

from boneage_kp.report.lettering import plain, text_width, wrapped, write


@pytest.mark.parametrize("text", ["F", "I", "14.3 years"])
@pytest.mark.parametrize("bold", [False, True])
def test_text_stands_where_it_was_asked_for(text: str, bold: bool) -> None:
    page = np.full((90, 320, 3), 50, np.uint8)
    write(page, text, (20, 30), 24, (240, 10, 10), outline=(0, 0, 0), bold=bold)
    inked = page[..., 0] > 200
    rows, cols = np.nonzero(inked)
    assert abs(int(rows.min()) - 30) <= 4 and rows.max() <= 30 + 24 * 1.45
    assert cols.min() >= 18 and cols.max() <= 20 + text_width(text, 24) + 4
    assert (page[..., 0] < 10).any()  # the outline


def test_text_off_the_page_is_cut() -> None:
    page = np.zeros((40, 40, 3), np.uint8)
    write(page, "wide words", (-30, -5), 24, (255, 255, 255))
    write(page, "far away", (500, 500), 24, (255, 255, 255))
    assert page.any()


def test_lines_break_between_words_and_fit() -> None:
    text = "the hand is 130 px long; from 150 px on it can be read"
    lines = wrapped(text, 14, 200)
    assert " ".join(lines) == text and len(lines) > 1
    assert all(text_width(line, 14) <= 200 for line in lines)


def test_signs_that_fonts_lack_are_replaced() -> None:
    assert plain("A–H ≥ 2 ü") == "A-H >= 2 ?"
