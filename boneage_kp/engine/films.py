"""`Film`: one film on its way to a reading, from a file or from an array."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from boneage_kp.film.error import FilmError
from boneage_kp.film.facts import FilmFacts
from boneage_kp.film.limits import DEFAULT_LIMITS, FilmLimits
from boneage_kp.film.read import CAN_BE_KILLED, read_film
from boneage_kp.schema.records import Sex

MIN_SIDE_PX = 16
# Ages are given by hand in whole years as often as not; a year beside the header's is another hand.
_AGES_AGREE_WITHIN_MONTHS = 12.0


@dataclass(frozen=True, eq=False)
class Film:
    """A film and what is known of its hand.

    name:       the path as the user gave it.
    grey:       (H, W) uint8 or uint16, original pixels after EXIF orientation.
    age_years:  chronological age, when known.
    digest:     SHA-256 of the file's bytes, or of the array's where there is no file.
    facts:      what the file itself says; None where there is no file.
    notes:      sentences about where sex, age and millimetres come from, for whoever reads on.
    """

    name: str
    grey: np.ndarray
    sex: Sex | None
    age_years: float | None
    digest: str
    facts: FilmFacts | None = None
    notes: tuple[str, ...] = ()

    @property
    def size_hw(self) -> tuple[int, int]:
        height, width = self.grey.shape
        return height, width


def film_of_file(
    path: Path,
    sex: Sex | None = None,
    age_years: float | None = None,
    name: str | None = None,
    limits: FilmLimits = DEFAULT_LIMITS,
    apart: bool = CAN_BE_KILLED,
) -> Film:
    """Read a film's file; `name` stands in the reading in place of the path.

    sex, age_years:  count where given; else the file's header is asked. Where the two contradict
                     each other the film is refused.
    apart:           decode in a process that can be killed.
    """
    name = str(path) if name is None else name
    decoded = read_film(path, name, limits, apart)
    facts = decoded.facts
    _check_size(decoded.grey, name)
    try:
        known_sex, sex_notes = _sex_of(facts, sex)
        known_age, age_notes = _age_of(facts, age_years)
    except FilmError as error:
        raise error.of_film(name) from None
    notes = sex_notes + age_notes + facts.notes
    return Film(name, decoded.grey, known_sex, known_age, facts.digest, facts, notes)


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
            f"pixels are {grey.dtype} of shape {grey.shape}; "
            "one grey plane (height, width) of uint8 or uint16 is wanted"
        ).of_film(name)
    _check_size(grey, name)
    if digest is None:
        head = f"{grey.dtype} {grey.shape} ".encode()
        digest = hashlib.sha256(head + np.ascontiguousarray(grey).tobytes()).hexdigest()
    return Film(name, grey, sex, age_years, digest)


def _check_size(grey: np.ndarray, name: str) -> None:
    if min(grey.shape) < MIN_SIDE_PX:
        raise FilmError(
            f"is {grey.shape[1]} x {grey.shape[0]} pixels; "
            f"no hand can be read below {MIN_SIDE_PX} a side"
        ).of_film(name)


def _sex_of(facts: FilmFacts, given: Sex | None) -> tuple[Sex | None, tuple[str, ...]]:
    if given is None and facts.sex is not None:
        return facts.sex, (f"sex: {facts.sex}, taken from the file's header",)
    if given is not None and facts.sex is not None and given != facts.sex:
        raise FilmError(
            f"sex {given} was given, but the file's header says {facts.sex}; is it the right film? "
            "Give the header's sex or none, or export the film without it"
        )
    return given, ()


def _age_of(facts: FilmFacts, given_years: float | None) -> tuple[float | None, tuple[str, ...]]:
    if facts.age_months is None or facts.age_unit_months is None:
        return given_years, ()
    if given_years is None:
        unit = "years" if facts.age_unit_months == 12 else "months"
        years = facts.age_months / 12
        return years, (f"age: {years:.4g} years, taken from the file's header (full {unit})",)
    least = facts.age_months - _AGES_AGREE_WITHIN_MONTHS
    most = facts.age_months + facts.age_unit_months + _AGES_AGREE_WITHIN_MONTHS
    if not least <= given_years * 12 <= most:
        raise FilmError(
            f"age {given_years:g} years was given, but the file's header says "
            f"{facts.age_months / 12:.4g}; is it the right film? Give the header's age or none, "
            "or export the film without it"
        )
    return given_years, ()
