"""A chronological age as people write it: years, with a decimal point."""

import re

from boneage_kp.data.formats.faults import FaultList

MAX_AGE_YEARS = 25.0
# Narrower than float(), which takes 'nan', '1e1' and '1_1' too.
_YEARS = re.compile(r"[0-9]+(\.[0-9]*)?|\.[0-9]+")
_WITH_COMMA = re.compile(r"[0-9]+,[0-9]+")


def read_age_years(text: str, faults: FaultList, record: str, field: str) -> float | None:
    """The age, or None after noting the fault when it is no age of a growing hand.

    record, field:  where the text stood, for the message.
    """
    written = text.strip()
    age_years = float(written) if _YEARS.fullmatch(written) else None
    if age_years is not None and age_years <= MAX_AGE_YEARS:
        return age_years
    cure = "Leave it out when it is not known."
    if age_years is not None:
        cure = f"If these are months, divide them by 12: {age_years / 12:.2f}."
    elif _WITH_COMMA.fullmatch(written):
        cure = f"Write {written.replace(',', '.')}."
    wanted = f"wanted years from 0 to {MAX_AGE_YEARS:g}, with a decimal point"
    faults.add(record, field, f"got {text!r}", wanted, cure)
    return None
