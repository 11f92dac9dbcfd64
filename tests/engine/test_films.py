"""Films from files and arrays: depth, digests, and what is no film."""

import hashlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from boneage_kp.engine.films import film_of_array, film_of_file
from boneage_kp.film.image import FilmError
from boneage_kp.schema.records import Sex


def test_a_file_is_digested_as_it_lies_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    cv2.imwrite(str(path), np.full((30, 20), 7, np.uint8))
    film = film_of_file(path, Sex.MALE, 9.0, "as given")
    assert film.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (film.name, film.sex, film.age_years, film.size_hw) == (
        "as given",
        Sex.MALE,
        9.0,
        (30, 20),
    )


def test_arrays_are_told_apart_by_pixels_shape_and_depth() -> None:
    zeros = [
        np.zeros((20, 40), np.uint8),
        np.zeros((40, 20), np.uint8),
        np.zeros((20, 20), np.uint16),
    ]
    assert len({film_of_array(one).digest for one in zeros}) == 3
    assert film_of_array(zeros[0]).digest == film_of_array(zeros[0].copy()).digest


@pytest.mark.parametrize(
    "pixels",
    [np.zeros((20, 20)), np.zeros((20, 20, 3), np.uint8), np.zeros((1, 1), np.uint8)],
)
def test_what_is_no_film_is_refused(pixels: np.ndarray) -> None:
    with pytest.raises(FilmError, match=r"^x: "):
        film_of_array(pixels, name="x")
