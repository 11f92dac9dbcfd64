"""A stroke alphabet of our own for lead letters and burned text: the same on every machine.

OpenCV's own fonts changed between its versions 4 and 5; these strokes are plain lines.
"""

import cv2
import numpy as np

from boneage_kp.schema.coords import Affine

# Strokes on a cell 4 wide and 6 high, y down: polylines are runs of "xy" digits.
_STROKES: dict[str, str] = {
    "A": "06 20 46|14 34",
    "B": "00 06 36 45 44 33 03|33 42 41 30 00",
    "C": "41 30 10 01 05 16 36 45",
    "D": "00 06 26 44 42 20 00",
    "E": "40 00 06 46|03 33",
    "F": "40 00 06|03 33",
    "G": "41 30 10 01 05 16 36 45 43 23",
    "H": "00 06|40 46|03 43",
    "I": "20 26",
    "J": "40 45 36 16 05",
    "K": "00 06|40 03 46",
    "L": "00 06 46",
    "M": "06 00 23 40 46",
    "N": "06 00 46 40",
    "O": "10 30 41 45 36 16 05 01 10",
    "P": "06 00 30 41 42 33 03",
    "R": "06 00 30 41 42 33 03|23 46",
    "S": "41 30 10 01 02 13 33 44 45 36 16 05",
    "T": "00 40|20 26",
    "U": "00 05 16 36 45 40",
    "V": "00 26 40",
    "W": "00 16 23 36 40",
    "X": "00 46|40 06",
    "Y": "00 23 40|23 26",
    "Z": "00 40 06 46",
    "0": "10 30 41 45 36 16 05 01 10",
    "1": "11 20 26|16 36",
    "2": "01 10 30 41 42 06 46",
    "3": "00 40 22 43 45 36 16 05",
    "4": "36 30 04 44",
    "5": "40 00 03 33 44 45 36 06",
    "6": "40 20 02 05 16 36 45 44 33 03",
    "7": "00 40 16",
    "8": "13 02 01 10 30 41 42 33 13 04 05 16 36 45 44 33",
    "9": "43 13 02 01 10 30 41 44 26 06",
    "-": "13 33",
    "/": "46 00",
    ":": "22 22|24 24",
    " ": "",
}
_SERIFS: dict[str, str] = {"L": "00 06 46 44|-10 10", "R": "06 00 30 41 42 33 03|23 46|-16 16"}
INITIALS = "ABCDEFGHJKLMNPRSTVWY"
_SHIFT = 4  # cv2 takes 1/16 pixel


def text_strokes(text: str, serif: bool = False) -> list[np.ndarray]:
    """Polylines of a line of text: (P, 2) float, one unit high, origin at its middle."""
    unknown = sorted(set(text) - set(_STROKES))
    if unknown:
        raise ValueError(f"no strokes for {unknown}; the alphabet is {''.join(sorted(_STROKES))!r}")
    lines = []
    for place, letter in enumerate(text):
        strokes = _SERIFS.get(letter, _STROKES[letter]) if serif else _STROKES[letter]
        for run in filter(None, strokes.split("|")):
            points = np.array([_point(pair) for pair in run.split()], float)
            lines.append((points + (place * 5.6, 0.0)) / 6.0)
    middle = np.array([text_width(text) / 2, 0.5])
    return [line - middle for line in lines]


def _point(pair: str) -> tuple[int, int]:
    return int(pair[:-1]), int(pair[-1])


def text_width(text: str) -> float:
    """Width of a line of text in letter heights."""
    return max(len(text) * 5.6 - 1.6, 1.0) / 6.0


def draw_strokes(
    mask: np.ndarray,
    lines: list[np.ndarray],
    to_px: Affine,
    thickness_px: float,
    value: int = 255,
    square: bool = False,
) -> None:
    """Draw polylines into a uint8 mask; `square` cuts the ends straight, like punched letters."""
    fixed = [_fixed(to_px(line)) for line in lines]
    cv2.polylines(mask, fixed, False, value, max(1, round(thickness_px)), cv2.LINE_AA, _SHIFT)
    if square and thickness_px >= 3:
        for line in lines:
            _square_off(mask, to_px(line), thickness_px / 2, value)


def _square_off(mask: np.ndarray, points_px: np.ndarray, half_px: float, value: int) -> None:
    """Put a square on both ends of a run and on its right angles, where lines end round."""
    headings = np.diff(points_px, axis=0)
    headings = headings / np.maximum(np.hypot(*headings.T)[:, None], 1e-9)
    for k, point in enumerate(points_px):
        if 0 < k < len(headings) and abs(float(headings[k - 1] @ headings[k])) > 0.1:
            continue
        along = headings[min(k, len(headings) - 1)] * half_px
        across = np.array([-along[1], along[0]])
        corners = [point - along - across, point + along - across]
        corners += [point + along + across, point - along + across]
        fill_polygon(mask, np.array(corners), value)


def fill_polygon(mask: np.ndarray, points_px: np.ndarray, value: int = 255) -> None:
    """Fill a polygon given in continuous pixels into a uint8 mask, edges antialiased."""
    cv2.fillPoly(mask, [_fixed(points_px)], value, cv2.LINE_AA, _SHIFT)


def _fixed(points_px: np.ndarray) -> np.ndarray:
    """Continuous pixels to cv2's 1/16-pixel integers, whose pixel centres are whole numbers."""
    return np.rint((np.asarray(points_px, float) - 0.5) * (1 << _SHIFT)).astype(np.int32)
