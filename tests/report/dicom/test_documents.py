"""Secondary Capture and Structured Report: what they say, of whom, and dciodvfy's judgement."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

pytest.importorskip("highdicom", reason="the extra [dicom-out] is not installed")

from boneage_kp.report.dicom.capture import secondary_capture
from boneage_kp.report.dicom.structured_report import structured_report
from boneage_kp.report.dicom.study import FilmStudy, NotFiledError, study_of
from tests.film.dicom_films import PLANTED, file_of, plant, radiograph
from tests.film.picture_files import hand_like
from tests.report.dicom.rows import ROWS, row_of, verified

GREY = hand_like(70, 60)
PICTURE = np.arange(40 * 50 * 3, dtype=np.uint8).reshape(40, 50, 3)
FILED = ("PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyInstanceUID")


def study(**values: Any) -> FilmStudy:
    return study_of(file_of(radiograph(GREY, **values)))


def written(document: Dataset, folder: Path) -> Dataset:
    """Through a file and back."""
    path = folder / f"{document.Modality}.dcm"
    document.save_as(path, enforce_file_format=True)
    return dcmread(path)


def items(root: Dataset, name: str) -> Iterator[Dataset]:
    """Every content item of a name, wherever it stands."""
    for item in root.get("ContentSequence", []):
        if item.ConceptNameCodeSequence[0].CodeMeaning == name:
            yield item
        yield from items(item, name)


def groups(report: Dataset) -> dict[str, Dataset]:
    """Measurement groups by their tracking identifier."""
    found = items(report, "Measurement Group")
    return {next(items(group, "Tracking Identifier")).TextValue: group for group in found}


def value_of(group: Dataset, name: str) -> str:
    return str(next(items(group, name)).ConceptCodeSequence[0].CodeValue)


LACKING: dict[str, dict[str, Any]] = {
    "dates": {"StudyDate": None, "StudyTime": None, "AcquisitionDate": None},
    "person": {
        "PatientID": None,
        "PatientName": None,
        "PatientSex": None,
        "PatientBirthDate": None,
    },
    "request": {"AccessionNumber": None, "StudyID": None, "ReferringPhysicianName": None},
    "picture": {"ImageLaterality": None, "BurnedInAnnotation": None, "LossyImageCompression": None},
    "clean": {"BurnedInAnnotation": "YES"},
    "lossless": {
        "LossyImageCompression": "01",
        "LossyImageCompressionRatio": "12.5",
        "LossyImageCompressionMethod": "ISO_10918_1",
    },
}


def both(row: dict[str, Any], place: FilmStudy) -> tuple[Dataset, Dataset]:
    return secondary_capture(PICTURE, row, place), structured_report(row, place)


@pytest.mark.parametrize("name", ROWS)
def test_dciodvfy_finds_no_error_whatever_came_out(name: str, tmp_path: Path) -> None:
    for document in both(ROWS[name], study()):
        written(document, tmp_path)
        # It knows no private tables of codes, whose names begin with 99 as DICOM asks.
        warnings = verified(tmp_path / f"{document.Modality}.dcm")
        assert [line for line in warnings if "<99BONEAGE>" not in line] == []


@pytest.mark.parametrize("name", LACKING)
def test_dciodvfy_finds_no_error_whatever_the_film_lacks(name: str, tmp_path: Path) -> None:
    for document in both(row_of(), study(**LACKING[name])):
        written(document, tmp_path)
        verified(tmp_path / f"{document.Modality}.dcm")


@pytest.mark.parametrize("name", LACKING)
def test_a_film_that_says_little_is_filed_all_the_same(name: str, tmp_path: Path) -> None:
    lacking, film = LACKING[name], radiograph(GREY)
    for document in both(row_of(), study(**lacking)):
        back = written(document, tmp_path)
        for keyword in (*FILED, "StudyDate", "StudyTime"):
            wanted = "" if keyword in lacking else str(film.get(keyword))
            assert str(back.get(keyword, "lacking") or "") == wanted, keyword


def test_the_capture_is_the_picture_in_the_films_study(tmp_path: Path) -> None:
    film = radiograph(GREY)
    image = written(secondary_capture(PICTURE, row_of(), study()), tmp_path)
    np.testing.assert_array_equal(image.pixel_array, PICTURE)
    for keyword in FILED:
        assert getattr(image, keyword) == getattr(film, keyword), keyword
    for keyword in ("SeriesInstanceUID", "SOPInstanceUID"):
        assert getattr(image, keyword) != getattr(film, keyword), keyword
    source = image.SourceImageSequence[0]
    assert source.ReferencedSOPInstanceUID == film.SOPInstanceUID
    assert image.ImageType[0] == "DERIVED" and image.Laterality == "L"
    assert "not a medical device" in image.ImageComments
    assert "PixelSpacing" not in image  # it was scaled: millimetres would be wrong
    again = secondary_capture(PICTURE, row_of(), study())
    assert again.SOPInstanceUID != image.SOPInstanceUID


@pytest.mark.parametrize(("said", "wanted"), [("YES", "YES"), ("NO", "NO"), (None, None)])
def test_what_is_burned_in_is_said_as_far_as_it_is_known(said: str, wanted: str) -> None:
    image = secondary_capture(PICTURE, row_of(), study(BurnedInAnnotation=said))
    assert image.get("BurnedInAnnotation") == wanted


def test_pixels_that_lost_something_once_say_so(tmp_path: Path) -> None:
    place = study(LossyImageCompression="01", LossyImageCompressionRatio="9")
    image = secondary_capture(PICTURE, row_of(), place)
    assert (image.LossyImageCompression, image.LossyImageCompressionRatio) == ("01", 9)
    assert secondary_capture(PICTURE, row_of(), study()).LossyImageCompression == "00"


def test_the_report_says_what_was_read(tmp_path: Path) -> None:
    report = written(structured_report(ROWS["review"], study()), tmp_path)
    assert (report.PreliminaryFlag, report.VerificationFlag) == ("PRELIMINARY", "UNVERIFIED")
    assert report.ContentTemplateSequence[0].TemplateIdentifier == "1500"
    hand = groups(report)["hand"]
    measured = next(items(hand, "XR Bone age")).MeasuredValueSequence[0]
    unit = measured.MeasurementUnitsCodeSequence[0]
    assert (float(measured.NumericValue), unit.CodeValue) == (10.775, "a")
    assert unit.CodingSchemeDesignator == "UCUM"
    ends = ("Lower", "Upper")
    names = [f"{end} end of the 90 % interval of bone age" for end in ends]
    values = [next(items(hand, name)).MeasuredValueSequence[0].NumericValue for name in names]
    assert [float(value) for value in values] == [9.2, 11.9]
    assert value_of(hand, "Verdict") == "review" and value_of(hand, "Laterality") == "7771000"
    (reason,) = items(report, "Reason or note")
    assert reason.TextValue == "stages_out_of_line: radius is behind - see dp3"
    assert "not a medical device" in next(items(report, "Notice")).TextValue
    versions = {item.TextValue for item in items(hand, "Algorithm Parameters")}
    assert any(text.startswith("model ") for text in versions)


def test_each_bone_has_its_stage_and_its_place_on_the_film(tmp_path: Path) -> None:
    row = ROWS["bone lacking"]
    report = written(structured_report(row, study()), tmp_path)
    found = groups(report)
    assert set(found) == {"hand"} | set(row["bones"]) - {"mc5"}
    for name, bone in row["bones"].items():
        if name == "mc5":
            continue
        place = next(items(found[name], "Image Region"))
        assert place.GraphicType == "POINT"
        np.testing.assert_allclose(place.GraphicData, bone["xy_px"], atol=1e-3)
        (film,) = place.ContentSequence
        film_uid = film.ReferencedSOPSequence[0].ReferencedSOPInstanceUID
        assert film_uid == radiograph(GREY).SOPInstanceUID
        assert value_of(found[name], "Maturity stage") == f"stage-{bone['stage']}"
        assert value_of(found[name], "Finding Site") == name


def test_a_rejected_film_has_neither_age_nor_stage(tmp_path: Path) -> None:
    report = written(structured_report(ROWS["rejected"], study()), tmp_path)
    assert set(groups(report)) == {"hand"}
    assert not [item for item in items(report, "XR Bone age")]
    assert all(item.ValueType != "NUM" for item in groups(report)["hand"].ContentSequence)
    assert value_of(groups(report)["hand"], "Verdict") == "rejected"
    assert "two hands" in next(items(report, "Reason or note")).TextValue


def test_a_bound_is_a_code_and_a_sentence(tmp_path: Path) -> None:
    report = written(structured_report(ROWS["mature"], study()), tmp_path)
    assert not [item for item in items(report, "XR Bone age")]
    assert value_of(groups(report)["hand"], "Bone age, bound") == "mature"
    reasons = " ".join(item.TextValue for item in items(report, "Reason or note"))
    assert "bone age: mature, 15 years or more" in reasons
    assert "upper end of the 90 % interval: mature" in reasons


def test_person_and_machine_stand_side_by_side(tmp_path: Path) -> None:
    found = groups(written(structured_report(ROWS["corrected"], study()), tmp_path))
    assert value_of(found["radius"], "Maturity stage") == "stage-G"
    assert value_of(found["radius"], "Stage rated by") == "person"
    assert value_of(found["radius"], "Maturity stage, machine's own") == "stage-F"
    assert value_of(found["ulna"], "Maturity stage, machine's own") == "not-found"
    assert value_of(found["mc1"], "Stage rated by") == "machine"


def test_a_new_report_names_the_one_it_takes_the_place_of(tmp_path: Path) -> None:
    old = written(structured_report(ROWS["review"], study()), tmp_path)
    new = written(structured_report(ROWS["corrected"], study(), old), tmp_path)
    named = new.PredecessorDocumentsSequence[0].ReferencedSeriesSequence[0]
    assert named.ReferencedSOPSequence[0].ReferencedSOPInstanceUID == old.SOPInstanceUID
    assert new.SOPInstanceUID != old.SOPInstanceUID
    verified(tmp_path / "SR.dcm")


@pytest.mark.parametrize(
    ("charset", "name"),
    [
        ("ISO_IR 100", "Müller^Jörg"),
        ("ISO_IR 192", "山田^太郎"),
        (["", "ISO 2022 IR 87"], "Yamada^Tarou=山田^太郎"),
    ],
)
def test_names_survive_in_the_films_own_letters(charset: Any, name: str, tmp_path: Path) -> None:
    film = radiograph(GREY)
    film.SpecificCharacterSet, film.PatientName = charset, name
    place = study_of(file_of(film))
    for document in both(row_of(), place):
        assert str(written(document, tmp_path).PatientName) == name


def test_nothing_of_a_header_is_carried_but_what_files_it() -> None:
    place = study_of(file_of(plant(radiograph(GREY))))
    may = {
        "PatientName",
        "PatientID",
        "ReferringPhysicianName",
        "AccessionNumber",
        "StudyID",
        "StudyDescription",
    }
    for document in both(row_of(), place):
        with io.BytesIO() as file:
            document.save_as(file, enforce_file_format=True)
            back = dcmread(io.BytesIO(file.getvalue()))
        assert {element.keyword for element in back if PLANTED in str(element.value)} == may
        assert PLANTED not in str(back.file_meta) and PLANTED.encode() not in back.preamble


@pytest.mark.parametrize("value", [None, "", "not a uid", "1.2.x"])
@pytest.mark.parametrize("keyword", ["StudyInstanceUID", "SOPInstanceUID"])
def test_without_a_study_nothing_is_filed(keyword: str, value: str | None) -> None:
    film = radiograph(GREY)
    if value is None:
        delattr(film, keyword)
    else:
        film.add_new(keyword, "UI", value)
    with io.BytesIO() as file:
        film.save_as(file)
        place = study_of(file.getvalue())
    for make in (
        lambda: secondary_capture(PICTURE, row_of(), place),
        lambda: structured_report(row_of(), place),
    ):
        with pytest.raises(NotFiledError, match=keyword):
            make()


@pytest.mark.parametrize("keyword", ["StudyDate", "PatientBirthDate", "StudyTime", "PatientSex"])
def test_values_that_dicom_does_not_allow_are_left_out(keyword: str, tmp_path: Path) -> None:
    film = radiograph(GREY)
    film.add_new(keyword, "LO", "not so")
    place = study_of(file_of(film))
    for document in both(row_of(), place):
        assert not written(document, tmp_path).get(keyword)
