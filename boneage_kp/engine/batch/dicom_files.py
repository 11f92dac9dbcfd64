"""`DicomFiles`: what `--dicom-out` leaves of each film: SC, SR and a FHIR Observation.

Their names are the twelve digits at the end of the film's other files, and nothing of its path. The
Observation is written last: where it names a reading, that reading's other files are there.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import cv2
import numpy as np

from boneage_kp.film.contents import file_bytes
from boneage_kp.film.error import FilmError
from boneage_kp.film.identity import unheard
from boneage_kp.film.kinds import kind_of
from boneage_kp.film.whole_file import write_whole
from boneage_kp.report.dicom.capture import secondary_capture
from boneage_kp.report.dicom.fhir import observation, reading_urn
from boneage_kp.report.dicom.structured_report import structured_report
from boneage_kp.report.dicom.study import FilmStudy, study_of
from boneage_kp.report.page.names import film_stem

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

CAPTURE, REPORT, OBSERVATION = ".sc.dcm", ".sr.dcm", ".fhir.json"
_DIGITS = 12  # of a film's name, at the end of `film_stem`

Kind = Literal["new", "replaced", "kept"]


class Left(NamedTuple):
    """What was left of a film.

    is_dicom:  False for a picture, which gets an Observation without a patient and no more.
    """

    kind: Kind
    is_dicom: bool


class DicomFiles:
    """The folder of `--dicom-out`. What is written into it names patients."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, film_name: str, ending: str) -> Path:
        """Where a film's file lies; ending: `CAPTURE`, `REPORT` or `OBSERVATION`."""
        return self.folder / (film_stem(film_name)[-_DIGITS:] + ending)

    def add(self, row: Mapping[str, Any], film: Path, overlay: Path) -> Left:
        """Write a film's files, unless those of the very same reading are there.

        row:      its row of results.
        film:     the file that was read; overlay: its picture as `--vis` draws it.
        raises:   FilmError when SC and SR cannot be filed; the Observation is there all the same.
        """
        content = file_bytes(film)
        _check_is_read(content, row)
        is_dicom = kind_of(content) == "DICOM"
        study = _study(content) if is_dicom else None
        endings = (CAPTURE, REPORT, OBSERVATION) if is_dicom else (OBSERVATION,)
        there = [self.path(row["file"], ending).exists() for ending in endings]
        if all(there) and self._urn(row["file"]) == reading_urn(row):
            return Left("kept", is_dicom)
        fault = None
        if study is not None:
            fault = self._write_dicom(row, study, overlay)
        resource = observation(row, study, datetime.now().astimezone())
        text = json.dumps(resource, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
        write_whole(self.path(row["file"], OBSERVATION), text.encode())
        if fault is not None:
            raise fault
        return Left("replaced" if any(there) else "new", is_dicom)

    def _write_dicom(
        self, row: Mapping[str, Any], study: FilmStudy, overlay: Path
    ) -> FilmError | None:
        """SC and SR, or why there are none; what an earlier reading left is gone then."""
        capture, report = (self.path(row["file"], ending) for ending in (CAPTURE, REPORT))
        predecessor = _old_report(report)
        try:
            picture_rgb = _picture(overlay)
            with unheard():
                image = _file_of(secondary_capture(picture_rgb, row, study))
                document = _file_of(structured_report(row, study, predecessor))
        except Exception as error:
            for stale in (capture, report):
                stale.unlink(missing_ok=True)
            if isinstance(error, FilmError):
                return error
            # highdicom checks values and quotes them; which one it was must not be told.
            return FilmError(
                "its header has values that no SC and SR can be made with "
                f"({type(error).__name__}); check it with dciodvfy"
            )
        write_whole(capture, image)
        write_whole(report, document)
        return None

    def _urn(self, film_name: str) -> str | None:
        """Of the reading that the Observation there tells; None where it cannot be told."""
        try:
            text = self.path(film_name, OBSERVATION).read_text(encoding="utf-8")
            return str(json.loads(text)["identifier"][0]["value"])
        except (OSError, ValueError, KeyError, IndexError, TypeError):
            return None


def _check_is_read(content: bytes, row: Mapping[str, Any]) -> None:
    import hashlib

    if hashlib.sha256(content).hexdigest() != row["digests"].get("image"):
        raise FilmError("is another file than the one that was read; read it again")


def _study(content: bytes) -> FilmStudy:
    try:
        return study_of(content)
    except Exception:
        raise FilmError("its header cannot be read again for its study") from None


def _old_report(path: Path) -> "Dataset | None":
    """The report that is there, so that the new one can name what it takes the place of."""
    import pydicom

    try:
        with unheard():
            old = pydicom.dcmread(path, stop_before_pixels=True)
            uids = (old.SOPClassUID, old.SOPInstanceUID, old.StudyInstanceUID)
            return old if all(uids) and old.SeriesInstanceUID else None
    except Exception:
        return None  # not there, or no longer what we wrote


def _picture(path: Path) -> np.ndarray:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR) if path.exists() else None
    if picture is None:
        raise FilmError(f"its overlay {path.name} is not there; read the film again with --vis")
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))


def _file_of(document: "Dataset") -> bytes:
    with BytesIO() as file:
        document.save_as(file, enforce_file_format=True)
        return file.getvalue()
