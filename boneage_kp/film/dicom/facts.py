"""`FilmFacts` of a DICOM header: sex, age, millimetres, side, and what to warn of."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from boneage_kp.film.dicom.age import HeaderAge, age_of
from boneage_kp.film.dicom.kinds import RADIOGRAPHS, SECONDARY_CAPTURE
from boneage_kp.film.dicom.values import number, numbers, text
from boneage_kp.film.error import FilmError
from boneage_kp.film.facts import FilmFacts, SpacingSource
from boneage_kp.schema.records import Sex, Side

if TYPE_CHECKING:
    from pydicom.dataset import FileDataset

_SEXES = {"M": Sex.MALE, "F": Sex.FEMALE}
_SIDES: dict[str, Side] = {"L": "left", "R": "right"}
_SQUARE_WITHIN = 0.01  # rounding in headers; 1 % of a finger is below a pixel
_SPACING_MM = (0.01, 2.0)  # from a scanner at 2500 dpi to a thumbnail of a hand
_MAGNIFICATION = (1.0, 2.0)  # a hand lies on the plate


@dataclass(frozen=True)
class _Spacing:
    """mm, None where the header does not say."""

    mm: float | None = None
    source: SpacingSource | None = None
    notes: tuple[str, ...] = field(default=())


def facts_of(header: "FileDataset", digest: str) -> FilmFacts:
    """Everything that may leave; every value is a number or a word of a closed list."""
    age = age_of(header)
    spacing = spacing_of(header)
    burned_in, warning = _burned_in(header)
    modality = text(header, "Modality").upper()
    return FilmFacts(
        kind="DICOM",
        digest=digest,
        bits=int(number(header, "BitsStored") or 0),
        photometric=text(header, "PhotometricInterpretation").upper(),
        transfer_syntax=header.file_meta.TransferSyntaxUID.name,
        modality=modality if modality in (*RADIOGRAPHS, "SC", "OT") else None,
        sex=_SEXES.get(text(header, "PatientSex").upper()),
        age_months=age.months,
        age_unit_months=age.unit_months,
        spacing_mm=spacing.mm,
        spacing_source=spacing.source,
        side=_side(header),
        burned_in=burned_in,
        notes=_age_notes(age) + spacing.notes + warning,
    )


def spacing_of(header: "FileDataset") -> _Spacing:
    """Millimetres between pixels, from the best of the header's statements."""
    patient = _square_mm(header, "PixelSpacing")
    detector = _square_mm(header, "ImagerPixelSpacing")
    calibrated = bool(text(header, "PixelSpacingCalibrationType"))
    # Equal values without a calibration are the detector's, twice (DICOM PS3.3, 10.7.1.3).
    if patient is not None and (calibrated or patient != detector):
        return _Spacing(patient, "patient")
    if detector is not None:
        factor = number(header, "EstimatedRadiographicMagnificationFactor")
        if factor is not None and _MAGNIFICATION[0] < factor <= _MAGNIFICATION[1]:
            note = f"spacing: the detector's, divided by the file's magnification of {factor:g}"
            return _Spacing(detector / factor, "detector_magnification", (note,))
        note = "spacing: in the plane of the detector; the hand is somewhat smaller"
        return _Spacing(detector, "detector", (note,))
    scanned = _square_mm(header, "NominalScannedPixelSpacing")
    return _Spacing() if scanned is None else _Spacing(scanned, "scanner")


def _square_mm(header: "FileDataset", keyword: str) -> float | None:
    """The side of a pixel; None where missing or beyond what a film can have."""
    values = numbers(header, keyword)
    low, high = _SPACING_MM
    if len(values) != 2 or not all(low <= one <= high for one in values):
        return None
    row, column = values
    if abs(row - column) > _SQUARE_WITHIN * max(row, column):
        raise FilmError(
            f"its pixels are {column:g} mm wide and {row:g} mm high; a hand drawn out of shape "
            "cannot be read. Scale the film to square pixels"
        )
    return (row + column) / 2


def _side(header: "FileDataset") -> Side | None:
    image, exam = (text(header, key).upper() for key in ("ImageLaterality", "Laterality"))
    return _SIDES.get(image or exam)


def _burned_in(header: "FileDataset") -> tuple[bool, tuple[str, ...]]:
    """(flag, warning): the header says so, or it is of a kind that often has names in it."""
    said = text(header, "BurnedInAnnotation").upper()
    if said == "YES":
        return True, ("burned in: the header says that there is writing in the picture itself",)
    captured = text(header, "SOPClassUID").startswith(SECONDARY_CAPTURE)
    if said != "NO" and (captured or text(header, "Modality").upper() not in RADIOGRAPHS):
        return True, (
            "burned in: a secondary capture or of unknown modality; names may be written into the "
            "picture itself",
        )
    return False, ()


def _age_notes(age: HeaderAge) -> tuple[str, ...]:
    return (age.note,) if age.note else ()
