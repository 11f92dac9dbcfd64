"""Codes of what a report says: public ones where there are any, else a table of the project's own.

Bones and stages have codes of the project, by which a program finds them in every document; their
meanings are for people. A code never changes its meaning; what is new gets a new code.
"""

from typing import NamedTuple

from boneage_kp.schema.bones import BONES
from boneage_kp.standards.standard import TW_LETTERS

# Both documents name the project's table by it: 2.25 and a UUID is an OID that anybody may make.
OWN_OID = "2.25.157574176055635637109471696006866125316"
OWN_SCHEME = "99BONEAGE"  # DICOM keeps names that begin with 99 for private tables
OWN_NAME = "Codes of the software boneage_kp"

# LOINC calls 37362-1 the X-ray examination "bone age" with its report, 85151-9 the age itself.
LOINC_EXAMINATION = "37362-1"
LOINC_AGE = "85151-9"
SNOMED_HAND = "85562004"

_BONE_CODES = {bone.name: bone.title for bone in BONES}
_STAGE_CODES = {f"stage-{letter}": f"Tanner-Whitehouse stage {letter}" for letter in TW_LETTERS}
_OWN = {
    "stage": "Maturity stage",
    "machine-stage": "Maturity stage, machine's own",
    "rated-by": "Stage rated by",
    "person": "Person",
    "machine": "Machine",
    "not-found": "Not found",
    "probability": "Probability of the stage",
    "score": "Skeletal maturity score",
    "interval": "90 % interval of bone age",
    "interval-low": "Lower end of the 90 % interval of bone age",
    "interval-high": "Upper end of the 90 % interval of bone age",
    "median": "Median of bone age",
    "bound": "Bone age, bound",
    "mature": "Mature: the score is the highest of the table",
    "below_first_row": "Below the first row of the table",
    "age": "Chronological age",
    "verdict": "Verdict",
    "ok": "Checks passed",
    "review": "To be reviewed by a person",
    "rejected": "Rejected: no bone age",
    "reason": "Reason or note",
    "notice": "Notice",
    "growth-plate": "Growth plate",
}


class OwnCode(NamedTuple):
    """A code of the project's table."""

    value: str
    meaning: str


def own_code(value: str) -> OwnCode:
    """A row of the table by its code: a bone's name, "stage-G", or one of the words above."""
    for table in (_BONE_CODES, _STAGE_CODES, _OWN):
        if value in table:
            return OwnCode(value, table[value])
    raise KeyError(
        f"code {value!r} is unknown; it belongs into boneage_kp/report/dicom/concepts.py"
    )


def stage_code(letter: str) -> OwnCode:
    """The code of a Tanner-Whitehouse stage."""
    return own_code(f"stage-{letter}")
