"""The page of labels: points lie where the labels say, bad films do not stop it."""

from pathlib import Path

import cv2
import numpy as np

from boneage_kp.data.label_gallery import CELL_HW, label_page
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord


def _record(name: str, xy_px: tuple[float, float], visibility: int = 2) -> HandRecord:
    return HandRecord(name, (760, 600), {"radius": BoneLabel(xy_px, visibility, None)})


def test_a_point_is_drawn_in_its_bones_colour_at_its_place(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.full((760, 600), 91, np.uint8))
    page = label_page([_record("a.png", (301.0, 201.0))], tmp_path)
    colour = np.array(HAND.bone("radius").colour_rgb)
    rows, columns = np.nonzero((page == colour).all(axis=2))
    film = (page == 91).all(axis=2)
    # The film's upper left; text has single pixels of its grey, the film whole rows.
    corner = [int(np.argmax(film.sum(axis=axis) > 200)) for axis in (0, 1)]
    # The film is shown at half size: (301, 201) there is (150.5, 100.5) here.
    assert abs(columns.mean() + 0.5 - corner[0] - 150.5) < 0.3
    assert abs(rows.mean() + 0.5 - corner[1] - 100.5) < 0.3


def test_hidden_points_are_hollow_and_unlabelled_ones_are_not_drawn(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.full((760, 600), 90, np.uint8))
    drawn = [
        (label_page([_record("a.png", (301.0, 201.0), v)], tmp_path) != 90).any(axis=2).sum()
        for v in (0, 1, 2)
    ]
    assert drawn[0] < drawn[1] < drawn[2]


def test_films_that_cannot_be_read_and_many_films_make_a_page(tmp_path: Path) -> None:
    (tmp_path / "bad.png").write_bytes(b"no film")
    deep = np.random.default_rng(0).integers(0, 4096, (760, 600)).astype(np.uint16)
    cv2.imwrite(str(tmp_path / "deep.png"), deep)
    records = [_record(name, (9.0, 9.0)) for name in ("bad.png", "gone.png", "deep.png")] * 20
    page = label_page(records, tmp_path, films=7)
    assert page.shape[0] > 2 * CELL_HW[0] and page.shape[2] == 3
