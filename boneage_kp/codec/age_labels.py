"""`AgeLabels`: what whole-image systems learn from, as tensors, and sex as a number."""

from typing import NamedTuple

from torch import Tensor

from boneage_kp.schema.records import Sex

# One unit in, so sex is one number: unknown lies in the middle and adds nothing to any sum.
MALE, FEMALE, UNKNOWN = 1.0, -1.0, 0.0


class AgeLabels(NamedTuple):
    """The labels of a batch of whole images.

    sex:         (B,) float: 1 male, -1 female, 0 not known.
    age_months:  (B,) float, the bone age; NaN where not known: masked in every loss and figure.
    """

    sex: Tensor
    age_months: Tensor


def sex_number(sex: Sex | None) -> float:
    """How a sex is told to a network."""
    if sex is None:
        return UNKNOWN
    return MALE if sex == Sex.MALE else FEMALE
