"""Films from files and arrays: depth, digests, and what is no film."""

import hashlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from boneage_kp.engine.films import film_of_array, film_of_file
from boneage_kp.film.image import FilmError
from boneage_kp.schema.records import Sex
from tests.film.dicom_films import file_of, radiograph


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


def header(path: Path, **values: object) -> Path:
    path.write_bytes(file_of(radiograph(np.full((30, 20), 7, np.uint8), 8, **values)))
    return path


class TestWhatTheHeaderSays:
    """The examples' header: a girl, born in January 2015, film of January 2026."""

    def test_it_is_used_where_nothing_is_given_and_that_is_said(self, tmp_path: Path) -> None:
        film = film_of_file(header(tmp_path / "a.dcm"))
        assert (film.sex, film.age_years) == (Sex.FEMALE, 11.0)
        assert film.notes[0] == "sex: F, taken from the file's header"
        assert film.notes[1] == "age: 11 years, taken from the file's header (full months)"
        assert film.facts is not None and film.facts.spacing_mm == 0.2

    def test_what_was_given_counts(self, tmp_path: Path) -> None:
        film = film_of_file(header(tmp_path / "a.dcm"), Sex.FEMALE, 10.5)
        assert (film.sex, film.age_years) == (Sex.FEMALE, 10.5)
        assert not [note for note in film.notes if note.startswith(("sex", "age"))]

    def test_another_sex_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(FilmError, match="^girl: sex M was given, but .* header says F"):
            film_of_file(header(tmp_path / "a.dcm"), Sex.MALE, name="girl")

    @pytest.mark.parametrize(
        ("given", "agrees"), [(9.9, False), (10.0, True), (12.0, True), (12.2, False)]
    )
    def test_an_age_more_than_a_year_off_is_refused(
        self, tmp_path: Path, given: float, agrees: bool
    ) -> None:
        path = header(tmp_path / "a.dcm")
        if agrees:
            assert film_of_file(path, age_years=given).age_years == given
        else:
            with pytest.raises(FilmError, match=r"age .* was given, but .* header says 11"):
                film_of_file(path, age_years=given)

    def test_an_age_in_full_years_leaves_that_year_open(self, tmp_path: Path) -> None:
        path = header(tmp_path / "a.dcm", PatientBirthDate="", PatientAge="011Y")
        assert film_of_file(path, age_years=12.9).age_years == 12.9
        assert "(full years)" in film_of_file(path).notes[1]

    def test_a_header_that_says_nothing_changes_nothing(self, tmp_path: Path) -> None:
        values = {"PatientSex": "O", "PatientAge": "", "PatientBirthDate": ""}
        path = header(tmp_path / "a.dcm", **values)
        film = film_of_file(path)
        assert (film.sex, film.age_years) == (None, None)
        assert film_of_file(path, Sex.MALE, 3).sex == Sex.MALE


@pytest.mark.parametrize("size", [(1, 1), (30_000, 10), (15, 400)])
def test_a_film_too_small_for_a_hand_is_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "a.png"
    cv2.imwrite(str(path), np.zeros(size, np.uint8))
    with pytest.raises(FilmError, match="a.png: is .* pixels; no hand can be read below 16"):
        film_of_file(path)
