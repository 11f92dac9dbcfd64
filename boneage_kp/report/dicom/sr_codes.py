"""Codes as content items of a Structured Report take them."""

from typing import Any

from boneage_kp import __version__
from boneage_kp.report.dicom.concepts import (
    LOINC_AGE,
    LOINC_EXAMINATION,
    OWN_SCHEME,
    SNOMED_HAND,
    own_code,
)
from boneage_kp.report.dicom.made_by import SOFTWARE
from boneage_kp.report.dicom.study import FilmStudy


def own(value: str) -> Any:
    """A code of the project's table."""
    from highdicom.sr import CodedConcept

    code = own_code(value)
    return CodedConcept(value=code.value, scheme_designator=OWN_SCHEME, meaning=code.meaning)


def examination() -> Any:
    """What was reported on."""
    from highdicom.sr import CodedConcept

    return CodedConcept(LOINC_EXAMINATION, "LN", "Bones X-ray bone age")


def bone_age_code() -> Any:
    """The age itself."""
    from highdicom.sr import CodedConcept

    return CodedConcept(LOINC_AGE, "LN", "XR Bone age")


def years() -> Any:
    """UCUM's year."""
    from highdicom.sr import CodedConcept

    return CodedConcept("a", "UCUM", "years")


def no_unit() -> Any:
    """UCUM's one."""
    from highdicom.sr import CodedConcept

    return CodedConcept("1", "UCUM", "no units")


def site(code: Any, study: FilmStudy) -> Any:
    """A place of the body, with the film's side where the film tells it."""
    from highdicom.sr import FindingSite
    from pydicom.sr.codedict import codes

    sides = {"L": codes.SCT.Left, "R": codes.SCT.Right}
    return FindingSite(anatomic_location=code, laterality=sides.get(study.side))


def hand() -> Any:
    """The hand."""
    from highdicom.sr import CodedConcept

    return CodedConcept(SNOMED_HAND, "SCT", "Hand")


def evaluation(name: str, value: str) -> Any:
    """Name and value, both of the project's table."""
    from highdicom.sr import QualitativeEvaluation

    return QualitativeEvaluation(own(name), own(value))


def software(parameters: tuple[str, ...] = ()) -> Any:
    """Name and version, and what the reading rests on."""
    from highdicom.sr import AlgorithmIdentification

    return AlgorithmIdentification(SOFTWARE, __version__, parameters=list(parameters) or None)
