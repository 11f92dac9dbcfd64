"""Grids of small pictures with labelled rows and columns, for a person to judge by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

PAPER, INK, FAINT = 250, 30, 120
_FINE = 4  # text is drawn so much larger and shrunk: OpenCV's stroke fonts come out smooth
_MARGIN_PX, _GUTTER_PX, _LABEL_PX, _TITLE_PX = 24, 4, 15, 24


@dataclass(frozen=True)
class Sheet:
    """What a contact sheet shows.

    cells:     (row, column) -> picture, uint8 (H, W) grey or (H, W, 3) RGB, all of one shape;
               gaps stay empty.
    captions:  (row, column) -> a few characters in the cell's corner.
    """

    title: str
    note: str
    rows: Sequence[str]
    columns: Sequence[str]
    cells: Mapping[tuple[int, int], np.ndarray]
    captions: Mapping[tuple[int, int], str]


def draw_sheet(sheet: Sheet) -> np.ndarray:
    """The sheet as one picture.

    returns:  (H, W) uint8, or (H, W, 3) where the cells are in colour.
    """
    height, width, *colours = next(iter(sheet.cells.values())).shape
    left = _MARGIN_PX + max((text_width_px(row, _LABEL_PX) for row in sheet.rows), default=0) + 10
    top = _MARGIN_PX + _TITLE_PX + 2 * _LABEL_PX + 28
    across = left + len(sheet.columns) * (width + _GUTTER_PX) + _MARGIN_PX
    # A narrow grid must not cut its own title.
    across = max(across, text_width_px(sheet.note, _LABEL_PX) + 2 * _MARGIN_PX)
    down = top + len(sheet.rows) * (height + _GUTTER_PX) + _MARGIN_PX
    page = np.full((down, across, *colours), PAPER, np.uint8)
    put_text(page, sheet.title, (_MARGIN_PX, _MARGIN_PX), _TITLE_PX)
    put_text(page, sheet.note, (_MARGIN_PX, _MARGIN_PX + _TITLE_PX + 8), _LABEL_PX, FAINT)
    for column, label in enumerate(sheet.columns):
        middle = left + column * (width + _GUTTER_PX) + width // 2
        place = (middle - text_width_px(label, _LABEL_PX) // 2, top - _LABEL_PX - 5)
        put_text(page, label, place, _LABEL_PX)
    for row, label in enumerate(sheet.rows):
        y = top + row * (height + _GUTTER_PX) + (height - _LABEL_PX) // 2
        put_text(page, label, (left - 10 - text_width_px(label, _LABEL_PX), y), _LABEL_PX)
    for (row, column), picture in sheet.cells.items():
        y, x = top + row * (height + _GUTTER_PX), left + column * (width + _GUTTER_PX)
        page[y : y + height, x : x + width] = picture
        caption = sheet.captions.get((row, column), "")
        put_text(page, caption, (x + 3, y + height - 14), 10, 255, outline=0)
    return page


def text_width_px(text: str, height_px: int) -> int:
    """How wide `put_text` draws a text."""
    (width, _), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, _scale(height_px), _FINE)
    return width // _FINE + 1


def put_text(
    page: np.ndarray,
    text: str,
    xy_px: tuple[int, int],
    height_px: int,
    ink: int = INK,
    outline: int | None = None,
) -> None:
    """Write one line in place; what would stand outside the page is cut.

    page:       (H, W) or (H, W, 3) uint8.
    xy_px:      upper left corner of the line.
    height_px:  of the line, descenders included.
    outline:    grey level around the letters, so that they can be read on any picture.
    """
    if not text:
        return
    size = (height_px * _FINE, (text_width_px(text, height_px) + 2) * _FINE)
    base = (_FINE, round(0.75 * height_px) * _FINE)
    x, y = xy_px
    area = page[max(y, 0) : y + height_px, max(x, 0) : x + size[1] // _FINE]
    canvas = np.zeros(size, np.uint8)
    font, scale = cv2.FONT_HERSHEY_SIMPLEX, _scale(height_px)
    cv2.putText(canvas, text, base, font, scale, 255, _FINE, cv2.LINE_AA)
    # Grown by hand: OpenCV 5 draws its fonts at one weight, whatever the thickness says.
    grown = cv2.dilate(canvas, np.ones((2 * _FINE + 1, 2 * _FINE + 1), np.uint8))
    for shade, letters in ((outline, grown), (ink, canvas)):
        if shade is None:
            continue
        small = cv2.resize(letters, None, fx=1 / _FINE, fy=1 / _FINE, interpolation=cv2.INTER_AREA)
        cover = small[: area.shape[0], : area.shape[1]].astype(np.float32) / 255
        cover = cover.reshape(*cover.shape, *[1] * (area.ndim - 2))
        area[:] = np.rint(area * (1 - cover) + shade * cover).astype(np.uint8)


def _scale(height_px: int) -> float:
    # Hershey Simplex is 22 px above and 7 below its base line at scale 1.
    return height_px * _FINE / 32
