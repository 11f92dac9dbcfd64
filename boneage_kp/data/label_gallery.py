"""A page of films with their points and stages drawn in, to see at a glance whether they fit."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from boneage_kp.film.image import FilmError, read_grey
from boneage_kp.phantom.contact_sheet import Sheet, draw_sheet, put_text
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import HandRecord, Visibility

CELL_HW = (380, 300)
COLUMNS = 6


def label_page(records: Sequence[HandRecord], root: Path, films: int = 24) -> np.ndarray:
    """The page: films spread evenly over the set, points coloured by ray, hidden ones hollow.

    root:     the folder that file names start from; films that cannot be read stay dark.
    returns:  (H, W, 3) uint8, RGB.
    """
    picked = _spread(records, films)
    rows = -(-len(picked) // COLUMNS)
    cells, captions = {}, {}
    for number, record in enumerate(picked):
        place = divmod(number, COLUMNS)
        cells[place] = _cell(record, root)
        captions[place] = _caption(record)
    sheet = Sheet(
        title="Films and their labels",
        note=f"{len(picked)} of {len(records)} hands; letters are stages; hollow: hidden",
        rows=[""] * rows,
        columns=[""] * min(COLUMNS, len(picked)),
        cells=cells or {(0, 0): np.zeros((*CELL_HW, 3), np.uint8)},
        captions=captions,
    )
    return draw_sheet(sheet)


def _spread(records: Sequence[HandRecord], count: int) -> list[HandRecord]:
    """`count` of them at even distances, the first and the last included."""
    if len(records) <= count:
        return list(records)
    return [records[round(i)] for i in np.linspace(0, len(records) - 1, count)]


def _caption(record: HandRecord) -> str:
    age = "" if record.age_months is None else f"{record.age_months / 12:.1f} y"
    name = Path(record.file_name).name
    return "  ".join(filter(None, [name[-24:], str(record.sex or ""), age]))


def _cell(record: HandRecord, root: Path) -> np.ndarray:
    cell = np.zeros((*CELL_HW, 3), np.uint8)
    try:
        film = read_grey(root / record.file_name)
    except FilmError:
        put_text(cell, "cannot be read", (8, 8), 14, 200)
        return cell
    factor = min(CELL_HW[0] / film.shape[0], CELL_HW[1] / film.shape[1])
    width, height = int(film.shape[1] * factor), int(film.shape[0] * factor)
    small = cv2.resize(_as_8_bit(film), (width, height), interpolation=cv2.INTER_AREA)
    corner = np.array([(CELL_HW[1] - width) // 2, (CELL_HW[0] - height) // 2])
    cell[corner[1] : corner[1] + height, corner[0] : corner[0] + width] = small[..., None]
    _draw_labels(cell, record, factor, corner)
    return cell


def _as_8_bit(film: np.ndarray) -> np.ndarray:
    """For showing only: the darkest to the brightest pixel of a deep film over 8 bits."""
    if film.dtype == np.uint8:
        return film
    low, high = float(film.min()), float(film.max())
    return np.rint((film - low) * (255 / max(1.0, high - low))).astype(np.uint8)


def _draw_labels(cell: np.ndarray, record: HandRecord, factor: float, corner: np.ndarray) -> None:
    xy_px, visibility = record.points_px()
    shift = 4  # OpenCV takes points in sixteenths of a pixel
    # Its pixel centres lie at whole numbers, ours at halves.
    fine = np.where(visibility[:, None] > 0, (xy_px * factor + corner - 0.5) * 2**shift, 0)
    points = [tuple(map(int, np.rint(point))) for point in fine]
    for a, b in HAND.skeleton_index:
        if visibility[a] and visibility[b]:
            cv2.line(cell, points[a], points[b], (110, 110, 110), 1, cv2.LINE_AA, shift)
    for k, bone in enumerate(HAND.bones):
        if not visibility[k]:
            continue
        thickness = -1 if visibility[k] == Visibility.SEEN else 1
        radius = 3 * 2**shift
        cv2.circle(cell, points[k], radius, bone.colour_rgb, thickness, cv2.LINE_AA, shift)
        stage = record.bones[bone.name].stage or ""
        x, y = points[k][0] >> shift, points[k][1] >> shift
        put_text(cell, stage, (x + 5, y - 6), 12, 255, outline=0)
