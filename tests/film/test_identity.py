"""A made-up person stands in every tag; nothing of it may be found in anything that comes out."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pydicom.datadict import DicomDictionary
from pydicom.dataset import FileDataset

from boneage_kp.engine.films import film_of_file
from boneage_kp.film.error import FilmError
from boneage_kp.film.identity import TAGS_READ
from tests.film.dicom_films import LOSSLESS, PLANTED, PLANTED_DATE, file_of, plant, radiograph
from tests.film.picture_files import hand_like

GREY = hand_like(bits=12)
SECRETS = (PLANTED, PLANTED[:12], PLANTED_DATE, "2026-01-17", "20260117", "1.2.826.0.1.3680043")


def assert_silent(*told: str) -> None:
    for text in told:
        assert not [secret for secret in SECRETS if secret.lower() in text.lower()], text


@pytest.mark.parametrize("apart", [True, False])
@pytest.mark.parametrize("syntax", LOSSLESS)
def test_a_film_carries_nothing_of_a_person(
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    syntax: str,
    apart: bool,
) -> None:
    path = tmp_path / "film.dcm"
    path.write_bytes(file_of(plant(radiograph(GREY)), LOSSLESS[syntax]))
    with caplog.at_level(logging.DEBUG):
        film = film_of_file(path, apart=apart)
    assert film.facts is not None and film.facts.age_months == 143 and film.sex is not None
    plain = json.dumps(film.facts.as_plain())
    assert_silent(repr(film), plain, " ".join(film.notes), caplog.text, *capfd.readouterr())


BROKEN = {  # a name where pydicom expects a number, a date, a code, a sequence
    keyword: PLANTED
    for keyword in (
        "Rows",
        "Columns",
        "BitsStored",
        "SamplesPerPixel",
        "NumberOfFrames",
        "PhotometricInterpretation",
        "Modality",
        "SOPClassUID",
        "RescaleSlope",
        "WindowCenter",
        "WindowWidth",
        "VOILUTFunction",
        "VOILUTSequence",
        "PixelSpacing",
        "ImagerPixelSpacing",
        "PatientSex",
        "PatientAge",
        "PatientBirthDate",
        "StudyDate",
        "ImageLaterality",
        "BurnedInAnnotation",
        "PresentationLUTShape",
        "PixelPaddingValue",
    )
}


@pytest.mark.parametrize("keyword", BROKEN)
def test_no_message_quotes_what_a_tag_holds(
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    keyword: str,
) -> None:
    path = tmp_path / "film.dcm"
    film = plant(radiograph(GREY))
    film.add_new(keyword, "LO", BROKEN[keyword])
    path.write_bytes(file_of(film))
    caplog.clear()  # of what writing such a file made pydicom say
    with caplog.at_level(logging.DEBUG):
        for apart in (True, False):
            try:
                read = film_of_file(path, apart=apart)
                assert_silent(json.dumps(read.facts and read.facts.as_plain()), *read.notes)
            except FilmError as error:
                assert_silent(str(error), repr(error.__cause__))
                assert error.__suppress_context__ or error.__context__ is None
    assert_silent(caplog.text, *capfd.readouterr())


def test_a_program_that_fails_on_a_film_prints_no_name(tmp_path: Path) -> None:
    """The whole traceback of an error that nobody caught, from a cut-off file."""
    path = tmp_path / "film.dcm"
    content = file_of(plant(radiograph(GREY)), LOSSLESS["jpeg_lossless_sv1"])
    path.write_bytes(content[: len(content) - 3000])
    program = (
        "import sys, pathlib; from boneage_kp.film.image import read_grey\n"
        "from boneage_kp.engine.films import film_of_file\n"
        "[film_of_file, read_grey][int(sys.argv[2])](pathlib.Path(sys.argv[1]))"
    )
    for which in "01":
        done = subprocess.run(
            [sys.executable, "-c", program, path, which], capture_output=True, text=True
        )
        assert done.returncode == 1 and "FilmError" in done.stderr
        assert_silent(done.stdout, done.stderr)


def test_no_tag_that_is_read_is_a_name_an_address_or_a_number_of_a_person() -> None:
    kinds = {row[4]: row[0] for row in DicomDictionary.values()}
    unknown = [keyword for keyword in TAGS_READ if keyword not in kinds]
    assert unknown == []
    told = {keyword for keyword in TAGS_READ if kinds[keyword] in ("PN", "LO", "LT", "ST", "UT")}
    assert told == set()
    dates = {keyword for keyword in TAGS_READ if kinds[keyword] in ("DA", "TM", "DT")}
    assert dates == {"PatientBirthDate", "StudyDate", "AcquisitionDate"}
    uids = {keyword for keyword in TAGS_READ if kinds[keyword] == "UI"}
    assert uids == {"SOPClassUID"}


def test_the_header_in_memory_holds_no_other_tag(monkeypatch: pytest.MonkeyPatch) -> None:
    import boneage_kp.film.dicom.file as dicom

    seen: list[FileDataset] = []
    real = dicom.check_is_film
    monkeypatch.setattr(dicom, "check_is_film", lambda h: (seen.append(h), real(h))[1])
    from boneage_kp.film.decode import decode_film

    grey = decode_film(file_of(plant(radiograph(GREY)))).grey
    np.testing.assert_array_equal(grey, GREY)
    held = {element.keyword for element in seen[0]}
    assert held <= {*TAGS_READ, "SpecificCharacterSet"} and PLANTED not in str(seen[0])
