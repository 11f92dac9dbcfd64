"""How far a bone age lies from what is usual at a chronological age, with the source of the SD."""

from dataclasses import dataclass

import numpy as np

from boneage_kp.schema.records import Sex
from boneage_kp.standards.faults import ScoringError
from boneage_kp.standards.standard import Standard


@dataclass(frozen=True)
class ZScore:
    """A z-score, or the reason why there is none.

    z, sd_months:  None outside the ages for which the SD is known.
    source:        where the SD comes from, with "not ...'s own" where it is a substitute.
    """

    z: float | None
    sd_months: float | None
    source: str
    reason: str


def z_score(standard: Standard, sex: Sex, bone_age_months: float, age_months: float) -> ZScore:
    """(bone age - chronological age) / SD of bone age at that chronological age.

    age_months:  chronological age; the SD is interpolated between the rows of reference_sd.csv.
    raises:      ScoringError when the standard ships no SD, or an age is no age.
    """
    for name, value in (("bone age", bone_age_months), ("age", age_months)):
        if not 0 <= value < 1200:
            raise ScoringError(f"{name}: got {value} months; wanted 0 to 1200 months")
    reference = standard.reference_sd
    if reference is None:
        raise ScoringError(
            f"standard {standard.id!r} ships no reference_sd.csv, so it has no z-score"
        )
    source = reference.source if reference.own else f"{reference.source}; not {standard.id}'s own"
    ages, sds = np.array(reference.rows[sex]).T
    if not ages[0] <= age_months <= ages[-1]:
        reason = (
            f"the SD is known from {ages[0] / 12:g} to {ages[-1] / 12:g} years ({sex.value}); "
            f"age {age_months / 12:.4g} years lies outside"
        )
        return ZScore(None, None, source, reason)
    sd_months = float(np.interp(age_months, ages, sds))
    difference = bone_age_months - age_months
    reason = f"({difference:+.1f} months) / {sd_months:.1f} months"
    return ZScore(difference / sd_months, sd_months, source, reason)
