"""`Film`: one film on its way to a reading, from a file or from an array."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from boneage_kp.film.image import FilmError, read_grey
from boneage_kp.schema.records import Sex

MIN_SIDE_PX = 16


@dataclass(frozen=True, eq=False)
class Film:
    """A film and what is known of its hand.

    name:       the path as the user gave it.
    grey:       (H, W) uint8 or uint16, original pixels after EXIF orientation.
    age_years:  chronological age, when known.
    digest:     SHA-256 of the file's bytes, or of the array's where there is no file.
    """

    name: str
    grey: np.ndarray
    sex: Sex | None
    age_years: float | None
    digest: str

    @property
    def size_hw(self) -> tuple[int, int]:
        height, width = self.grey.shape
        return height, width


def film_of_file(
    path: Path, sex: Sex | None = None, age_years: float | None = None, name: str | None = None
) -> Film:
    """Read a film's file; `name` stands in the reading in place of the path."""
    grey = read_grey(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return film_of_array(grey, sex, age_years, name or str(path), digest)


def film_of_array(
    grey: np.ndarray,
    sex: Sex | None = None,
    age_years: float | None = None,
    name: str = "array",
    digest: str | None = None,
) -> Film:
    """A film from (H, W) grey pixels, 8 or 16 bits without sign."""
    grey = np.asarray(grey)
    if grey.ndim != 2 or grey.dtype not in (np.uint8, np.uint16):
        raise FilmError(
            f"{name}: pixels are {grey.dtype} of shape {grey.shape}; "
            "one grey plane (height, width) of uint8 or uint16 is wanted"
        )
    if min(grey.shape) < MIN_SIDE_PX:
        raise FilmError(
            f"{name}: is {grey.shape[1]} x {grey.shape[0]} pixels; "
            f"no hand can be read below {MIN_SIDE_PX} a side"
        )
    if digest is None:
        head = f"{grey.dtype} {grey.shape} ".encode()
        digest = hashlib.sha256(head + np.ascontiguousarray(grey).tobytes()).hexdigest()
    return Film(name, grey, sex, age_years, digest)
