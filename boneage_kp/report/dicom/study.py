"""`FilmStudy`: whose film it is and where it is filed, read from its header on demand only.

Reading films never asks for these tags (`film/identity.py`). They are asked for here, after the
user said that identity is to be kept, and go into the three documents of this folder alone. Values
that DICOM does not allow are left out; none is ever quoted in a message.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from boneage_kp.film.dicom.values import text
from boneage_kp.film.error import FilmError
from boneage_kp.film.identity import unheard

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

# What files an object beside the film: copied as it stands there, in the film's character set.
_TEXTS = (
    "PatientID",
    "IssuerOfPatientID",
    "PatientName",
    "StudyID",
    "StudyDescription",
    "AccessionNumber",
    "ReferringPhysicianName",
)
_DATES = ("PatientBirthDate", "StudyDate")
_TIMES = ("StudyTime",)
_UIDS = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "SOPClassUID")
_OTHERS = (
    "SpecificCharacterSet",
    "PatientSex",
    "AcquisitionDate",
    "Laterality",
    "ImageLaterality",
    "BurnedInAnnotation",
    "LossyImageCompression",
    "LossyImageCompressionRatio",
    "LossyImageCompressionMethod",
)
TAGS_COPIED = (*_TEXTS, *_DATES, *_TIMES, *_UIDS, *_OTHERS)
# Leading zeros are wrong and stand in archives all the same: what is filed must repeat them.
_UID = re.compile(r"\d+(\.\d+)+")
_TIME = re.compile(r"\d{2}(\d{2}(\d{2}(\.\d{1,6})?)?)?")


class NotFiledError(FilmError):
    """A film whose header does not say where an object made from it belongs."""


@dataclass(frozen=True, eq=False)
class FilmStudy:
    """A film's place among a hospital's films.

    header:      patient and study as the film's header has them, nothing else of it; every tag
                 that DICOM asks for is there, empty where the film does not know.
    side:        "L", "R" or "".
    burned_in:   "YES", "NO" or "" as the header says.
    lossy:       what the header says of lossy compression, by keyword; empty for none.
    taken_on:    day of the film, None where unknown.
    """

    header: "Dataset"
    side: str = ""
    burned_in: str = ""
    lossy: dict[str, object] = field(default_factory=dict)
    taken_on: date | None = None

    @property
    def patient_id(self) -> str:
        return text(self.header, "PatientID")

    def check_filed(self) -> None:
        """Refuse a film that lacks what an object of its study must name."""
        lacking = [keyword for keyword in _UIDS if not text(self.header, keyword)]
        if lacking:
            raise NotFiledError(
                f"its header has no valid {', '.join(lacking)}, so nothing can be filed in its "
                "study: no SC and no SR. Export the film from the archive again"
            )


def study_of(content: bytes) -> FilmStudy:
    """The place of a DICOM film; its pixels are not looked at.

    content:  the whole file, of a film that was read before.
    """
    import pydicom

    with unheard():
        film = pydicom.dcmread(
            BytesIO(content), force=True, stop_before_pixels=True, specific_tags=list(TAGS_COPIED)
        )
        return FilmStudy(
            header=_patient_and_study(film),
            side=_one_of(film, "ImageLaterality", "LR") or _one_of(film, "Laterality", "LR"),
            burned_in=_one_of(film, "BurnedInAnnotation", ("YES", "NO")),
            lossy=_lossy(film),
            taken_on=_day(film, "AcquisitionDate") or _day(film, "StudyDate"),
        )


def _patient_and_study(film: "Dataset") -> "Dataset":
    from pydicom.dataset import Dataset

    header = Dataset()
    if _holds(film, "SpecificCharacterSet"):
        header["SpecificCharacterSet"] = film["SpecificCharacterSet"]
    for keyword in _TEXTS:
        if _holds(film, keyword):
            header[keyword] = film[keyword]
        elif keyword not in ("IssuerOfPatientID", "StudyDescription"):
            setattr(header, keyword, "")
    for keyword in _DATES:
        day = _day(film, keyword)
        setattr(header, keyword, "" if day is None else f"{day:%Y%m%d}")
    for keyword in _TIMES:
        setattr(header, keyword, text(film, keyword) if _is_time(text(film, keyword)) else "")
    for keyword in _UIDS:
        uid = text(film, keyword)
        setattr(header, keyword, uid if _UID.fullmatch(uid) and len(uid) <= 64 else "")
    header.PatientSex = _one_of(film, "PatientSex", "MFO")
    return header


def _lossy(film: "Dataset") -> dict[str, object]:
    """A picture made of lossily compressed pixels has lost as much, and has to say so."""
    if text(film, "LossyImageCompression") != "01":
        return {}
    keywords = ("LossyImageCompressionRatio", "LossyImageCompressionMethod")
    told = {key: film.get(key) for key in keywords if text(film, key)}
    return {"LossyImageCompression": "01", **told}


def _holds(film: "Dataset", keyword: str) -> bool:
    """Whether a tag is there with anything in it that can be read."""
    try:
        return bool(str(film.get(keyword) or "").strip())
    except Exception:
        # pydicom converts on access and fails in many ways; its words would quote the value.
        return False


def _one_of(film: "Dataset", keyword: str, allowed: str | tuple[str, ...]) -> str:
    value = text(film, keyword).upper()
    return value if value in tuple(allowed) else ""


def _day(film: "Dataset", keyword: str) -> date | None:
    value = text(film, keyword).replace(".", "").replace("-", "")
    try:
        return date(int(value[:4]), int(value[4:6]), int(value[6:])) if len(value) == 8 else None
    except ValueError:
        return None


def _is_time(value: str) -> bool:
    match = _TIME.fullmatch(value)
    return bool(match) and value[:2] < "24" and value[2:4] < "60" and value[4:6] < "61"
