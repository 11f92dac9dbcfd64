"""`infer --dicom-out`: films in, files for an archive out; the network is one of pixels."""

import json
import logging
import sys
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.uid import UID, JPEGBaseline8Bit, JPEGLosslessSV1

pytest.importorskip("highdicom", reason="the extra [dicom-out] is not installed")

from boneage_kp.cli.main import main
from boneage_kp.engine.batch import predictor as batch_predictor
from boneage_kp.engine.batch.folder import READINGS, BatchFolder
from boneage_kp.engine.batch.pictures import Reader
from boneage_kp.engine.network import NetworkReading, TorchNetwork
from tests.engine.pixel_networks import ReadsEveryPixel, write_films
from tests.film.dicom_films import PLANTED, file_of, plant, radiograph
from tests.film.picture_files import hand_like
from tests.report.dicom.rows import verified

GREY = hand_like(600, 480, bits=12)
IDENTITY = ("PatientName", "PatientID", "PatientBirthDate", "StudyInstanceUID", "StudyDate")


class SeesNoHand(ReadsEveryPixel):
    """Sure of nothing: every film is rejected."""

    def read(self, grey: np.ndarray) -> NetworkReading:
        reading = super().read(grey)
        return reading._replace(confidence=0 * reading.confidence)


@pytest.fixture(autouse=True)
def network(monkeypatch: pytest.MonkeyPatch) -> dict[str, type[ReadsEveryPixel]]:
    """The class of the network that the command makes, in place of one from a weights file."""
    chosen: dict[str, type[ReadsEveryPixel]] = {"class": ReadsEveryPixel}

    def from_weights(path: Path, bf16: bool = False, calibrated: bool = True) -> ReadsEveryPixel:
        return chosen["class"]()

    monkeypatch.setattr(TorchNetwork, "from_weights", from_weights)
    monkeypatch.setattr(batch_predictor, "reader_of", lambda *asked: Reader("pixels, 512 px"))
    return chosen


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A film of a made-up person, whose name its path has too."""
    path = tmp_path / PLANTED / f"{PLANTED}.dcm"
    path.parent.mkdir()
    path.write_bytes(file_of(plant(radiograph(GREY))))
    return path


def infer(out: Path, *arguments: object, identity: bool = True) -> int:
    fixed = ["--weights", "w", "--finder", "none", "-o", str(out)]
    asked = ["--dicom-out", str(out.with_name("archive"))] + ["--keep-identity"] * identity
    return main(["infer", *map(str, arguments), *fixed, *asked])


def archive(out: Path) -> dict[str, Path]:
    """Endings of the files of one film -> where they lie."""
    found = {}
    for path in sorted(out.with_name("archive").iterdir()):
        stem, _, ending = path.name.partition(".")
        assert len(stem) == 12 and set(stem) <= set("0123456789abcdef"), path.name
        found[ending] = path
    return found


def test_a_film_becomes_three_files_in_its_own_study(
    tmp_path: Path, film: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert infer(tmp_path / "out", film) == 0
    files = archive(tmp_path / "out")
    assert set(files) == {"sc.dcm", "sr.dcm", "fhir.json"}
    source = dcmread(film)
    for ending in ("sc.dcm", "sr.dcm"):
        made = dcmread(files[ending])
        for keyword in IDENTITY:
            assert getattr(made, keyword) == getattr(source, keyword), keyword
        assert made.SOPInstanceUID != source.SOPInstanceUID
    (row,) = (json.loads(line) for line in (tmp_path / "out/results.jsonl").open())
    overlay = BatchFolder(tmp_path / "out").path("overlays", row["file"])
    import cv2

    shown = cv2.cvtColor(cv2.imread(str(overlay)), cv2.COLOR_BGR2RGB)
    np.testing.assert_array_equal(dcmread(files["sc.dcm"]).pixel_array, shown)
    resource = json.loads(files["fhir.json"].read_text(encoding="utf-8"))
    assert resource["valueQuantity"]["value"] == row["bone_age_years"] is not None
    assert resource["status"] == "preliminary"
    assert "1 written" in capsys.readouterr().out


def test_dciodvfy_finds_no_error_in_them(tmp_path: Path, film: Path) -> None:
    assert infer(tmp_path / "out", film) == 0
    for ending in ("sc.dcm", "sr.dcm"):
        verified(archive(tmp_path / "out")[ending])


@pytest.mark.parametrize(
    ("photometric", "syntax", "bits"),
    [
        ("MONOCHROME1", None, 12),
        ("MONOCHROME2", JPEGLosslessSV1, 12),
        ("MONOCHROME2", JPEGBaseline8Bit, 8),
    ],
)
def test_films_of_every_kind(
    tmp_path: Path, photometric: str, syntax: UID | None, bits: int
) -> None:
    grey = hand_like(600, 480, bits=bits)
    made = radiograph(2**bits - 1 - grey if photometric == "MONOCHROME1" else grey, bits)
    made.PhotometricInterpretation = photometric
    if photometric == "MONOCHROME1":
        made.PresentationLUTShape = "INVERSE"
    path = tmp_path / "film.dcm"
    path.write_bytes(file_of(made) if syntax is None else file_of(made, syntax))
    assert infer(tmp_path / "out", path) == 0
    files = archive(tmp_path / "out")
    assert dcmread(files["sc.dcm"]).PhotometricInterpretation == "RGB"
    for ending in ("sc.dcm", "sr.dcm"):
        verified(files[ending])


def test_identity_is_in_these_files_and_nowhere_else(
    tmp_path: Path,
    film: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    plain = tmp_path / "film.dcm"  # a path that names nobody, so that the name is the header's
    film.rename(plain)
    caplog.clear()
    with caplog.at_level(logging.DEBUG):
        assert infer(tmp_path / "out", plain) == 0
    for path in (tmp_path / "out").rglob("*"):
        assert not path.is_file() or PLANTED.encode() not in path.read_bytes(), path.name
    assert PLANTED not in caplog.text + "".join(capfd.readouterr())
    text = archive(tmp_path / "out")["fhir.json"].read_text(encoding="utf-8")
    assert json.loads(text)["subject"]["identifier"]["value"] == PLANTED
    assert text.count(PLANTED) == 2  # the patient's number and the request's, as planted


def test_the_users_path_is_in_none_of_them(tmp_path: Path) -> None:
    path = tmp_path / PLANTED / f"{PLANTED}.dcm"
    path.parent.mkdir()
    path.write_bytes(file_of(radiograph(GREY)))
    assert infer(tmp_path / "out", path) == 0
    for made in archive(tmp_path / "out").values():
        assert PLANTED.encode() not in made.read_bytes() and PLANTED not in made.name


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--dicom-out", "archive"], "say so with --keep-identity"),
        (["--keep-identity"], "without --dicom-out"),
        (["--dicom-out", "films/archive", "--keep-identity"], "outside it"),
        (["--dicom-out", "films", "--keep-identity"], "outside it"),
        (["films/*.dcm", "--dicom-out", "films", "--keep-identity"], "films of films/*.dcm"),
        (["--dicom-out", "films/film.dcm", "--keep-identity"], "is a file"),
    ],
)
def test_what_would_leak_or_loop_is_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("films").mkdir()
    Path("films/film.dcm").write_bytes(file_of(radiograph(GREY)))
    asked = arguments if arguments[0].startswith("films/*") else ["films", *arguments]
    assert main(["infer", *asked, "-o", "out", "--weights", "w"]) == 2
    assert said in capsys.readouterr().err.replace("\n", " ")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["film.dcm"]


def test_without_highdicom_the_cure_is_said(
    tmp_path: Path, film: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("boneage_kp.cli.infer_dicom_out.NEEDED", "highdicom_that_is_not_there")
    assert infer(tmp_path / "out", film) == 2
    assert "boneage-kp[dicom-out]" in capsys.readouterr().err


def test_the_package_reads_films_without_highdicom(
    tmp_path: Path, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "highdicom", None)
    fixed = ["--weights", "w", "--finder", "none", "-o", str(tmp_path / "out")]
    assert main(["infer", str(film), *fixed]) == 0


def test_a_second_run_keeps_or_says_what_it_replaces(
    tmp_path: Path, film: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert infer(out, film) == 0
    first = {ending: path.read_bytes() for ending, path in archive(out).items()}
    for more in ([], ["--resume"]):
        capsys.readouterr()
        assert infer(out, film, *more) == 0
        assert "1 left as they were" in capsys.readouterr().out
        assert {e: path.read_bytes() for e, path in archive(out).items()} == first
    old = dcmread(archive(out)["sr.dcm"])
    assert infer(out, film, "--set", "radius=B") == 0
    assert "1 replaced by another reading" in capsys.readouterr().out
    new = dcmread(archive(out)["sr.dcm"])
    assert new.SOPInstanceUID != old.SOPInstanceUID
    named = new.PredecessorDocumentsSequence[0].ReferencedSeriesSequence[0].ReferencedSOPSequence
    assert named[0].ReferencedSOPInstanceUID == old.SOPInstanceUID
    resource = json.loads(archive(out)["fhir.json"].read_text(encoding="utf-8"))
    assert resource["status"] == "preliminary"  # never final before


def test_a_correction_goes_out_too(tmp_path: Path, film: Path) -> None:
    out = tmp_path / "out"
    assert infer(out, film) == 0
    before = dcmread(archive(out)["sc.dcm"])
    (reading,) = (out / READINGS).iterdir()
    assert infer(out, "--from", reading, "--set", "radius=B") == 0
    resource = json.loads(archive(out)["fhir.json"].read_text(encoding="utf-8"))
    (row,) = (json.loads(line) for line in (out / "results.jsonl").open())
    assert resource["valueQuantity"]["value"] == row["bone_age_years"]
    after = dcmread(archive(out)["sc.dcm"])
    assert not np.array_equal(after.pixel_array, before.pixel_array)


def test_a_rejected_film_has_no_age_anywhere(
    tmp_path: Path, film: Path, network: dict[str, type[ReadsEveryPixel]]
) -> None:
    network["class"] = SeesNoHand
    assert infer(tmp_path / "out", film) == 0
    files = archive(tmp_path / "out")
    resource = json.loads(files["fhir.json"].read_text(encoding="utf-8"))
    assert resource["status"] == "cancelled" and "valueQuantity" not in resource
    assert "XR Bone age" not in str(dcmread(files["sr.dcm"]))
    for ending in ("sc.dcm", "sr.dcm"):
        verified(files[ending])


def test_pictures_get_an_observation_without_a_patient(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (picture,) = write_films(tmp_path / "films", 1)
    assert infer(tmp_path / "out", picture.path, "--sex", "F") == 0
    files = archive(tmp_path / "out")
    assert set(files) == {"fhir.json"}
    resource = json.loads(files["fhir.json"].read_text(encoding="utf-8"))
    assert "subject" not in resource and "valueQuantity" in resource
    assert "no DICOM files: 1 of them" in capsys.readouterr().out


def test_a_film_that_cannot_be_filed_stops_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "films").mkdir()
    good, lost = (tmp_path / "films" / name for name in ("good.dcm", "lost.dcm"))
    good.write_bytes(file_of(radiograph(GREY)))
    lost.write_bytes(file_of(radiograph(GREY, StudyInstanceUID="")))
    (tmp_path / "films/broken.dcm").write_bytes(good.read_bytes()[:4000])
    assert infer(tmp_path / "out", tmp_path / "films") == 1
    told = capsys.readouterr()
    assert "lost.dcm: its header has no valid StudyInstanceUID" in told.err
    assert "1 written; 1 without SC and SR" in told.out and "1 unreadable" in told.out
    endings = [path.name.partition(".")[2] for path in (tmp_path / "archive").iterdir()]
    assert sorted(endings) == ["fhir.json", "fhir.json", "sc.dcm", "sr.dcm"]


def test_a_film_that_was_changed_meanwhile_is_not_taken_for_the_one_read(
    tmp_path: Path, film: Path
) -> None:
    from boneage_kp.engine.batch.dicom_files import DicomFiles
    from boneage_kp.film.error import FilmError

    assert infer(tmp_path / "out", film) == 0
    (row,) = (json.loads(line) for line in (tmp_path / "out/results.jsonl").open())
    film.write_bytes(file_of(radiograph(GREY)))
    with pytest.raises(FilmError, match="another file"):
        DicomFiles(tmp_path / "archive").add(row, film, tmp_path / "none.png")


def test_values_that_highdicom_refuses_are_not_quoted(
    tmp_path: Path, film: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*arguments: object) -> None:
        raise ValueError(f"bad value {PLANTED}")

    monkeypatch.setattr("boneage_kp.engine.batch.dicom_files.structured_report", refuse)
    plain = film.rename(tmp_path / "film.dcm")
    assert infer(tmp_path / "out", plain) == 1
    told = "".join(capfd.readouterr())
    assert "(ValueError); check it with dciodvfy" in told and PLANTED not in told
    assert set(archive(tmp_path / "out")) == {"fhir.json"}
