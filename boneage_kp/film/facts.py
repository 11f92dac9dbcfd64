"""`FilmFacts`: all that leaves this folder about a film besides its pixels."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

import numpy as np

from boneage_kp.schema.records import Sex, Side

SpacingSource = Literal["patient", "detector", "detector_magnification", "scanner"]


@dataclass(frozen=True)
class FilmFacts:
    """What a file says of its film. None of it names a person, a place or a date.

    kind:             "PNG", "JPEG", "TIFF", "BMP" or "DICOM".
    digest:           SHA-256 of the file's bytes.
    bits:             used by a pixel, as the file declares them.
    photometric:      how the file keeps grey, in DICOM's words.
    sex, age_months:  as a DICOM header gives them; age in completed months.
    age_unit_months:  how coarse that age is: 12 for completed years.
    spacing_mm:       between pixel centres; `spacing_source` says in which plane:
                      "patient" (calibrated or in the plane of the hand), "detector" (the hand is
                      somewhat smaller), "detector_magnification" (the detector's, divided by the
                      file's estimated magnification), "scanner" (of a scanned film).
    burned_in:        names may be written into the picture.
    notes:            sentences for whoever reads the result.
    """

    kind: str
    digest: str
    bits: int
    photometric: str = "MONOCHROME2"
    transfer_syntax: str | None = None
    modality: str | None = None
    sex: Sex | None = None
    age_months: float | None = None
    age_unit_months: float | None = None
    spacing_mm: float | None = None
    spacing_source: SpacingSource | None = None
    side: Side | None = None
    burned_in: bool = False
    notes: tuple[str, ...] = ()

    def as_plain(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Back from `as_plain`."""
        sex = None if plain["sex"] is None else Sex(plain["sex"])
        return cls(**{**plain, "sex": sex, "notes": tuple(plain["notes"])})


@dataclass(frozen=True, eq=False)
class DecodedFilm:
    """grey: (H, W) uint8 or uint16, bright bone, original pixels after EXIF orientation."""

    grey: np.ndarray
    facts: FilmFacts
