"""The left part of an overlay: the film, cut to the hand, with rings, skeleton and letters."""

from dataclasses import dataclass

import cv2
import numpy as np

from boneage_kp.report.label_placing import PLATE_REACH, Plates, place_labels
from boneage_kp.report.lettering import Rgb, text_width, write
from boneage_kp.report.stretch import stretched
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.hand import HAND, HandSchema
from boneage_kp.schema.layout import hand_length_px
from boneage_kp.schema.records import BoneReading, HandReading

LETTER_PX = 26
SURE = 0.5  # rings of points below are dashed
CROPPED_FROM = 2  # points; with fewer all of the film is shown
_BLACK: Rgb = (0, 0, 0)
_SHIFT = 4
_MARGIN = 0.2  # round the outermost plates, in hand lengths: finger tips and wrist
_RING = 0.016  # radius in hand lengths: inside the smallest plate


@dataclass(frozen=True, eq=False)
class FilmView:
    """The film as it is shown.

    picture:    (H, W, 3) uint8 RGB.
    from_film:  film pixels to its pixels.
    """

    picture: np.ndarray
    from_film: Affine


def film_view(grey: np.ndarray, reading: HandReading, height_px: int) -> FilmView:
    """Cut to the hand, stretched for viewing, scaled to one height.

    grey: (H, W) uint8 or uint16.
    """
    x0, y0, x1, y1 = _crop(grey.shape, reading)
    cut = grey[y0:y1, x0:x1]
    factor = height_px / (y1 - y0)
    width_px = max(1, round(factor * (x1 - x0)))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    bone = _greys_at_plates(grey, reading)
    shown = cv2.resize(stretched(cut, bone), (width_px, height_px), interpolation=how)
    to_view = Affine.scaling(width_px / (x1 - x0), factor)
    from_film = Affine.translation(-x0, -y0).then(to_view)
    return FilmView(np.repeat(shown[..., None], 3, axis=2), from_film)


def _greys_at_plates(grey: np.ndarray, reading: HandReading) -> np.ndarray | None:
    """The greys round the points that were found, a few per cent of the hand wide."""
    points = np.array([b.xy_px for b in reading.bones.values() if b.xy_px is not None])
    if len(points) < 2:
        return None
    reach = max(2, round(0.03 * float(np.ptp(points, axis=0).max())))
    squares = []
    for x, y in points.astype(int):
        square = grey[max(y - reach, 0) : y + reach + 1, max(x - reach, 0) : x + reach + 1]
        squares.append(square.ravel())
    greys = np.concatenate(squares)
    return greys if greys.size else None


def _crop(shape: tuple[int, ...], reading: HandReading) -> tuple[int, int, int, int]:
    """The hand with a margin, in whole pixels of the film; all of it where no point is."""
    height, width = shape
    points = np.array([b.xy_px for b in reading.bones.values() if b.xy_px is not None])
    if len(points) < CROPPED_FROM:
        return 0, 0, width, height
    low, high = points.min(axis=0), points.max(axis=0)
    margin = max(_MARGIN * float(max(high - low)), 8.0)
    x0, y0 = (int(v) for v in np.clip(np.floor(low - margin), 0, (width - 1, height - 1)))
    x1, y1 = (int(v) for v in np.clip(np.ceil(high + margin), (x0 + 1, y0 + 1), (width, height)))
    return x0, y0, x1, y1


def draw_reading(view: FilmView, reading: HandReading, schema: HandSchema = HAND) -> None:
    """Skeleton, a ring round the middle of each plate, its letter beside it; in place."""
    found = {n: b for n, b in reading.bones.items() if b.xy_px is not None}
    if not found:
        return
    at = {name: view.from_film(np.array(bone.xy_px)) for name, bone in found.items()}
    length_px = _length(at, schema)
    ring_px = max(7.0, _RING * length_px)
    links = [(a, b) for a, b in schema.skeleton if a in at and b in at]
    over = view.picture.copy()
    for a, b in links:
        _link(over, at[a], at[b], ring_px, schema.bone(b).colour_rgb)
    cv2.addWeighted(over, 0.45, view.picture, 0.55, 0, view.picture)  # half-transparent
    for name, bone in found.items():
        _ring(view.picture, at[name], ring_px, schema.bone(name).colour_rgb, bone.confidence < SURE)
    lines = np.array([(at[a], at[b]) for a, b in links]).reshape(-1, 2, 2)
    _letters(view.picture, found, at, length_px, lines, schema)


def _length(at: dict[str, np.ndarray], schema: HandSchema) -> float:
    known = np.array([name in at for name in schema.names])
    xy = np.array([at.get(name, np.full(2, np.nan)) for name in schema.names])
    return hand_length_px(xy, known, schema) or 500.0


def _letters(
    picture: np.ndarray,
    found: dict[str, BoneReading],
    at: dict[str, np.ndarray],
    length_px: float,
    lines: np.ndarray,
    schema: HandSchema,
) -> None:
    reach = [PLATE_REACH[schema.bone(name).kind] * length_px for name in found]
    plates = Plates(np.array([at[name] for name in found]), np.array(reach))
    half = (text_width("G", LETTER_PX) / 2 + 4, LETTER_PX / 2 + 4)
    centres = place_labels(plates, half, picture[..., 0], length_px, lines)
    for (name, bone), centre in zip(found.items(), centres, strict=True):
        letter = bone.stage or "?"
        corner = (centre[0] - text_width(letter, LETTER_PX) / 2, centre[1] - LETTER_PX / 2)
        ink = schema.bone(name).colour_rgb
        write(picture, letter, corner, LETTER_PX, ink, _BLACK, bold=True)


def _link(picture: np.ndarray, a: np.ndarray, b: np.ndarray, ring_px: float, ink: Rgb) -> None:
    """A line that leaves both rings, and so both plates' middles, free."""
    way = b - a
    distance = float(np.hypot(*way))
    if distance <= 2 * ring_px + 2:
        return
    step = way / distance * (ring_px + 1)
    cv2.line(picture, _fixed(a + step), _fixed(b - step), ink, 2, cv2.LINE_AA, _SHIFT)


def _ring(picture: np.ndarray, xy: np.ndarray, radius: float, ink: Rgb, dashed: bool) -> None:
    """A thin ring with a dark rim; dashed where the point is not sure."""
    for colour, thickness in ((_BLACK, 5), (ink, 2)):
        if not dashed:
            size = round(radius * 2**_SHIFT)
            cv2.circle(picture, _fixed(xy), size, colour, thickness, cv2.LINE_AA, _SHIFT)
            continue
        for start in range(0, 360, 60):
            angles = np.radians(np.arange(start, start + 35, 5))
            arc = xy + radius * np.column_stack([np.cos(angles), np.sin(angles)])
            fixed = np.array([_fixed(point) for point in arc], np.int32)
            cv2.polylines(picture, [fixed], False, colour, thickness, cv2.LINE_AA, _SHIFT)


def _fixed(xy: np.ndarray) -> tuple[int, int]:
    """Continuous pixels to OpenCV's sixteenths, whose pixel centres are whole numbers."""
    x, y = np.rint((np.asarray(xy, float) - 0.5) * 2**_SHIFT).astype(int)
    return int(x), int(y)
