"""What is taken from a header: sex, age, millimetres, side, warnings."""

from typing import Any

import numpy as np
import pytest
from pydicom.uid import UID

from boneage_kp.film.decode import decode_film
from boneage_kp.film.facts import FilmFacts
from boneage_kp.schema.records import Sex
from tests.film.dicom_films import file_of, radiograph

GREY = np.full((20, 30), 7, np.uint8)


def facts(**values: Any) -> FilmFacts:
    return decode_film(file_of(radiograph(GREY, 8, **values))).facts


@pytest.mark.parametrize(
    ("written", "sex"),
    [("F", Sex.FEMALE), ("M", Sex.MALE), ("m", Sex.MALE), ("O", None), ("", None), ("Meier", None)],
)
def test_sex(written: str, sex: Sex | None) -> None:
    assert facts(PatientSex=written).sex == sex


@pytest.mark.parametrize(
    ("age", "born", "months", "unit"),
    [
        ("010Y", "", 120, 12),
        ("126M", "", 126, 1),
        ("104W", "", 23, 1),  # 728 days lack two of 24 months
        ("400D", "", 13, 1),
        ("10Y", "", 120, 12),
        ("", "", None, None),
        ("000Y", "", None, None),
        ("Meier", "", None, None),
        ("", "20150117", 132, 1),
        ("", "20150118", 131, 1),  # the study was on the 17th of January 2026
        ("011Y", "20150110", 132, 1),
        ("010Y", "19000101", 120, 12),  # an anonymiser's birthday
        ("010Y", "20270101", 120, 12),
        ("003Y", "20150110", None, None),
        ("", "20150230", None, None),
    ],
)
def test_age(age: str, born: str, months: float | None, unit: float | None) -> None:
    got = facts(PatientAge=age, PatientBirthDate=born)
    assert (got.age_months, got.age_unit_months) == (months, unit)


def test_a_contradiction_of_ages_is_said() -> None:
    assert any("contradict" in n for n in facts(PatientAge="003Y").notes)


@pytest.mark.parametrize(
    ("values", "mm", "source"),
    [
        ({"PixelSpacing": [0.15, 0.15]}, 0.15, "patient"),
        ({"PixelSpacing": [0.2, 0.2]}, 0.2, "detector"),  # as the detector's: not calibrated
        ({"PixelSpacing": [0.2, 0.2], "PixelSpacingCalibrationType": "FIDUCIAL"}, 0.2, "patient"),
        ({}, 0.2, "detector"),
        (
            {"EstimatedRadiographicMagnificationFactor": "1.25"},
            0.16,
            "detector_magnification",
        ),
        ({"EstimatedRadiographicMagnificationFactor": "90"}, 0.2, "detector"),
        (
            {"ImagerPixelSpacing": None, "NominalScannedPixelSpacing": [0.1, 0.1]},
            0.1,
            "scanner",
        ),
        ({"ImagerPixelSpacing": None}, None, None),
        ({"ImagerPixelSpacing": [0, 0]}, None, None),
        ({"ImagerPixelSpacing": [1000, 1000]}, None, None),
    ],
)
def test_spacing(values: dict[str, Any], mm: float | None, source: str | None) -> None:
    got = facts(**values)
    assert got.spacing_mm == (mm if mm is None else pytest.approx(mm))
    assert got.spacing_source == source
    assert any("plane of the detector" in n for n in got.notes) == (source == "detector")


@pytest.mark.parametrize(
    ("image", "exam", "side"),
    [("L", None, "left"), ("R", None, "right"), ("U", None, None), ("", "R", "right")],
)
def test_side(image: str, exam: str | None, side: str | None) -> None:
    values = {"ImageLaterality": image} | ({"Laterality": exam} if exam else {})
    assert facts(**values).side == side


SECONDARY = {"SOPClassUID": UID("1.2.840.10008.5.1.4.1.1.7"), "Modality": "OT"}


@pytest.mark.parametrize(
    ("values", "warned"),
    [
        ({}, False),
        ({"BurnedInAnnotation": "YES"}, True),
        ({"BurnedInAnnotation": None}, False),  # of a digital detector
        ({**SECONDARY, "BurnedInAnnotation": None}, True),
        ({**SECONDARY, "BurnedInAnnotation": "NO"}, False),
        ({"Modality": "", "BurnedInAnnotation": None}, True),
    ],
)
def test_writing_in_the_picture_is_warned_of(values: dict[str, Any], warned: bool) -> None:
    got = facts(**values)
    assert got.burned_in == warned == any(note.startswith("burned in") for note in got.notes)


def test_facts_survive_the_way_between_processes() -> None:
    got = facts()
    assert FilmFacts.from_plain(got.as_plain()) == got
