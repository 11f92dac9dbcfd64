"""The page of pairs: who is shown, in which order, and that nothing names the films."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from boneage_kp.schema.records import HandRecord
from boneage_kp.study.film_comparison.figures import Picture, phantom_for
from boneage_kp.study.film_comparison.page import CELL_HW, beside_page, fitted, pick


def _records(ages_months: list[float | None]) -> list[HandRecord]:
    return [
        HandRecord(f"{i}.png", (128, 100), {}, bone_age_months=age)
        for i, age in enumerate(ages_months)
    ]


def test_films_are_picked_by_seed_and_shown_by_age() -> None:
    records = _records([90.0, None, 30.0, 150.0, 60.0])
    ages = [one.bone_age_months for one in pick(records, 99, seed=3)]
    assert ages == [30.0, 60.0, 90.0, 150.0, None]
    assert pick(records, 2, seed=1) == pick(records, 2, seed=1)
    assert len({tuple(r.file_name for r in pick(records, 2, seed=s)) for s in range(9)}) > 1


def test_a_picture_of_any_shape_and_depth_fills_its_cell_one_way() -> None:
    for shape in ((700, 100), (100, 700), (40, 40)):
        for image in (np.full(shape, 255, np.uint8), np.full(shape, 4095, np.uint16)):
            cell = fitted(Picture(image, HandRecord("x", shape, {})))
            assert cell.shape == CELL_HW and cell.dtype == np.uint8
            lit = cell == 255
            assert lit.any(axis=1).all() or lit.any(axis=0).all()


def test_names_do_not_change_the_page(tmp_path: Path) -> None:
    picture = phantom_for(HandRecord("x", (1, 1), {}), 2, 0, size_px=160)
    pages = []
    for name in ("a.png", "DOE_JANE_1999.png"):
        cv2.imwrite(str(tmp_path / name), picture.image)
        pages.append(beside_page([replace(picture.record, file_name=name)], tmp_path, seed=0))
    assert np.array_equal(*pages)
    assert pages[0].shape[1] > 2 * CELL_HW[1]
