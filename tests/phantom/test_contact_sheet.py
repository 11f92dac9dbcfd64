"""Contact sheets: pictures unchanged in their places, text that stays on the page."""

import numpy as np
import pytest

from boneage_kp.phantom.contact_sheet import PAPER, Sheet, draw_sheet, put_text, text_width_px


@pytest.mark.parametrize("colours", [(), (3,)])
def test_cells_stand_unchanged_and_gaps_stay_paper(colours: tuple[int, ...]) -> None:
    rng = np.random.default_rng(2)
    cells = {at: rng.integers(0, 200, (30, 20, *colours), np.uint8) for at in ((0, 0), (1, 2))}
    sheet = Sheet("Title", "note", ["first", "second"], ["a", "b", "c"], cells, {})
    page = draw_sheet(sheet)
    assert page.shape[2:] == colours
    windows = np.lib.stride_tricks.sliding_window_view(page, (30, 20), axis=(0, 1))
    places = []
    for cell in cells.values():
        same = windows == np.moveaxis(cell, -1, 0)[:, :, :] if colours else windows == cell
        axes = tuple(range(2, same.ndim))
        (place,) = np.argwhere(same.all(axis=axes))
        places.append(place)
    down, across = places[1] - places[0]
    assert (down, across) == (34, 48)
    empty = page[places[0][0] : places[0][0] + 30, places[0][1] + 24 : places[0][1] + 44]
    assert (empty == PAPER).all()


def test_a_narrow_sheet_does_not_cut_its_note() -> None:
    note = "a note that is much longer than the only picture is wide"
    sheet = Sheet("T", note, [""], [""], {(0, 0): np.zeros((9, 9), np.uint8)}, {})
    assert draw_sheet(sheet).shape[1] > text_width_px(note, 15)


def test_text_is_drawn_where_asked_and_cut_at_the_edge() -> None:
    page = np.full((40, 60), PAPER, np.uint8)
    put_text(page, "H", (10, 12), 16)
    rows, columns = np.nonzero(page < 128)
    assert rows.min() >= 12 and rows.max() < 28
    assert columns.min() >= 10 and columns.max() < 10 + text_width_px("H", 16) + 2
    put_text(page, "too long for this page by far", (30, 34), 16)  # beyond two edges


def test_an_outline_makes_text_readable_on_white() -> None:
    page = np.full((20, 60), 255, np.uint8)
    put_text(page, "E", (5, 2), 14, ink=255, outline=0)
    assert page.min() < 60
