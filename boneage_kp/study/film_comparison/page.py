"""A page for the eye: phantoms beside films of the same sex and bone age, all at one size."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from boneage_kp.phantom.contact_sheet import Sheet, draw_sheet
from boneage_kp.schema.records import HandRecord, Sex
from boneage_kp.study.film_comparison.figures import Picture, Progress, film_of, phantom_for

CELL_HW = (360, 290)
PAIRS_A_ROW = 4
_GROUND = 128


def pick(records: Sequence[HandRecord], count: int, seed: int) -> list[HandRecord]:
    """`count` of the films by chance, youngest bone age first, unknown ones last."""
    rng = np.random.default_rng(seed)
    places = rng.permutation(len(records))[:count]
    picked = [records[int(place)] for place in places]
    return sorted(picked, key=lambda one: (one.bone_age_months is None, one.bone_age_months or 0))


def beside_page(
    records: Sequence[HandRecord], root: Path, seed: int, on_progress: Progress | None = None
) -> np.ndarray:
    """Each film with its phantom on the left of it.

    records:  whose films are shown, in this order.
    returns:  (H, W) uint8. No file name and no other text of the films stands on it.
    """
    cells, captions = {}, {}
    for number, record in enumerate(records):
        row, pair = divmod(number, PAIRS_A_ROW)
        phantom = phantom_for(record, seed, number)
        cells[row, 2 * pair] = fitted(phantom)
        cells[row, 2 * pair + 1] = fitted(film_of(record, root))
        captions[row, 2 * pair] = _caption(record)
        if on_progress:
            on_progress(number + 1, len(records))
    pairs = min(PAIRS_A_ROW, len(records))
    sheet = Sheet(
        title="Phantoms beside films",
        note="Left of each pair a phantom of the film's sex and bone age. Not to be published.",
        rows=[""] * -(-len(records) // PAIRS_A_ROW),
        columns=["phantom", "film"] * pairs,
        cells=cells,
        captions=captions,
    )
    return draw_sheet(sheet)


def fitted(picture: Picture) -> np.ndarray:
    """The whole picture in one cell, grey around it, so that black borders are seen."""
    image = picture.image
    if image.dtype == np.uint16:
        image = (image >> 4).astype(np.uint8)
    factor = min(CELL_HW[0] / image.shape[0], CELL_HW[1] / image.shape[1])
    size = (max(1, round(image.shape[1] * factor)), max(1, round(image.shape[0] * factor)))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    small = cv2.resize(image, size, interpolation=how)
    cell = np.full(CELL_HW, _GROUND, np.uint8)
    y, x = (CELL_HW[0] - size[1]) // 2, (CELL_HW[1] - size[0]) // 2
    cell[y : y + size[1], x : x + size[0]] = small
    return cell


def _caption(record: HandRecord) -> str:
    person = {Sex.FEMALE: "girl", Sex.MALE: "boy"}.get(record.sex, "") if record.sex else ""
    months = record.bone_age_months
    return "  ".join(filter(None, [person, "" if months is None else f"{months / 12:.1f} y"]))
