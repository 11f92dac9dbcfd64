"""Text on pictures: smooth at any size, in any colour, outlined so that it reads on any film.

OpenCV's fonts changed from version 4 to 5 and take 8-bit images at one weight: text is drawn into
a mask four times as large, made bold there by growing it, then shrunk and mixed in.
"""

import cv2
import numpy as np

Rgb = tuple[int, int, int]
_FINE = 4
_FONT = cv2.FONT_HERSHEY_SIMPLEX
_CAP_AT_SCALE_1 = 22.0  # px: height of a capital
# The strokes of OpenCV 4 are thin, the one font of OpenCV 5 is heavy already.
_I_WIDTH = 0.62  # of the letter's height
_BOLD_SHARE = 1 / 22 if int(cv2.__version__.split(".")[0]) < 5 else 1 / 90


def text_width(text: str, cap_px: float) -> int:
    """Width in pixels of a line whose capitals are `cap_px` high."""
    scale = cap_px * _FINE / _CAP_AT_SCALE_1
    (width, _), _ = cv2.getTextSize(text, _FONT, scale, _FINE)
    width_px = int(np.ceil(width / _FINE))
    return max(width_px, round(_I_WIDTH * cap_px)) if text == "I" else width_px


def write(
    page: np.ndarray,
    text: str,
    xy_px: tuple[float, float],
    cap_px: float,
    ink: Rgb,
    outline: Rgb | None = None,
    bold: bool = False,
) -> None:
    """Write one line in place; what would stand outside the page is cut.

    page:    (H, W, 3) uint8 RGB.
    xy_px:   left end of the line and top of its capitals.
    cap_px:  height of a capital.
    """
    edge = 4
    width, height = text_width(text, cap_px) + 2 * edge, round(cap_px * 1.5) + 2 * edge
    canvas = np.zeros((height * _FINE, width * _FINE), np.uint8)
    base = (edge * _FINE, round((edge + cap_px) * _FINE))
    scale = cap_px * _FINE / _CAP_AT_SCALE_1
    if text == "I":
        _draw_i(canvas, base, cap_px * _FINE)
    else:
        cv2.putText(canvas, text, base, _FONT, scale, (255,), _FINE, cv2.LINE_AA)
    if bold:
        canvas = _grown(canvas, round(cap_px * _FINE * _BOLD_SHARE))
    corner = (round(xy_px[0]) - edge, round(xy_px[1]) - edge)
    if outline is not None:
        _mix(page, _shrunk(_grown(canvas, round(2.5 * _FINE))), corner, outline)
    _mix(page, _shrunk(canvas), corner, ink)


def wrapped(text: str, cap_px: float, width_px: int) -> list[str]:
    """The text in lines that are at most so wide, broken between words."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, cap_px) <= width_px:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def plain(text: str) -> str:
    """What the fonts have no sign for, in signs that they have."""
    for sign, instead in {
        "–": "-",
        "−": "-",
        "≥": ">=",
        "·": "|",
        "…": "...",
        "\u00a0": " ",
    }.items():
        text = text.replace(sign, instead)
    return text.encode("ascii", "replace").decode()


def _draw_i(canvas: np.ndarray, base: tuple[int, int], cap: float) -> None:
    """A capital I with serifs: stage I without them is a bar that could be anything."""
    (left, bottom), width, weight = base, round(_I_WIDTH * cap), max(2, round(0.17 * cap))
    top, middle = round(bottom - cap), left + width // 2
    stem = (middle - weight // 2, top), (middle + weight // 2, bottom)
    for (x0, y0), (x1, y1) in (
        stem,
        ((left, top), (left + width, top + weight)),
        ((left, bottom - weight), (left + width, bottom)),
    ):
        cv2.rectangle(canvas, (x0, y0), (x1, y1), (255,), -1)


def _grown(mask: np.ndarray, by: int) -> np.ndarray:
    return cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * by + 1, 2 * by + 1)))


def _shrunk(mask: np.ndarray) -> np.ndarray:
    return cv2.resize(mask, None, fx=1 / _FINE, fy=1 / _FINE, interpolation=cv2.INTER_AREA)


def _mix(page: np.ndarray, mask: np.ndarray, corner: tuple[int, int], ink: Rgb) -> None:
    """Lay a colour over the page as far as the mask covers it."""
    x, y = corner
    height, width = page.shape[:2]
    x0, y0, x1, y1 = (
        max(x, 0),
        max(y, 0),
        min(x + mask.shape[1], width),
        min(y + mask.shape[0], height),
    )
    if x0 >= x1 or y0 >= y1:
        return
    cover = mask[y0 - y : y1 - y, x0 - x : x1 - x, None].astype(np.float32) / 255
    area = page[y0:y1, x0:x1]
    area[:] = np.rint(area * (1 - cover) + np.array(ink, np.float32) * cover).astype(np.uint8)
