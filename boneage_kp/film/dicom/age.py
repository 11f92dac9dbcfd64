"""Age out of a DICOM header, in completed months; dates go no further than this file."""

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from boneage_kp.film.dicom.values import text

if TYPE_CHECKING:
    from pydicom.dataset import FileDataset

_DAYS_A_MONTH = 365.25 / 12
_UNIT_MONTHS = {"D": 1.0, "W": 1.0, "M": 1.0, "Y": 12.0}  # how coarse an age in it is
_AGE = re.compile(r"(\d{1,3})\s*([DWMY])")
_OLDEST_MONTHS = 120 * 12  # beyond it stand the dates of anonymised files


@dataclass(frozen=True)
class HeaderAge:
    """months: completed, None where unknown; unit_months: 12 where only years are given."""

    months: float | None = None
    unit_months: float | None = None
    note: str = ""


def age_of(header: "FileDataset") -> HeaderAge:
    """From birth date and date of the study, else from the age as written.

    Where both are there and lie more than a year apart, neither is believed.
    """
    written = _written(text(header, "PatientAge").upper())
    taken = text(header, "StudyDate") or text(header, "AcquisitionDate")
    months = _months_between(text(header, "PatientBirthDate"), taken)
    if months is None:
        return written
    if written.months is not None and written.unit_months is not None:
        late, early = months - written.months - written.unit_months, written.months - months
        if max(late, early) > 12:
            return HeaderAge(note="age: the header's age and its dates contradict each other")
    return HeaderAge(months, 1.0)


def _written(value: str) -> HeaderAge:
    match = _AGE.fullmatch(value)
    if match is None:
        return HeaderAge()
    count, unit = int(match[1]), match[2]
    days = {"D": 1, "W": 7}
    months = count * days[unit] // _DAYS_A_MONTH if unit in days else count * _UNIT_MONTHS[unit]
    known = 0 <= months <= _OLDEST_MONTHS and count > 0
    return HeaderAge(float(months), _UNIT_MONTHS[unit]) if known else HeaderAge()


def _months_between(born: str, taken: str) -> float | None:
    first, last = _date(born), _date(taken)
    if first is None or last is None:
        return None
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    return float(months) if 0 <= months <= _OLDEST_MONTHS else None


def _date(value: str) -> date | None:
    plain = value.replace(".", "").replace("-", "")
    if not re.fullmatch(r"\d{8}", plain):
        return None
    try:
        return date(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
    except ValueError:
        return None
