"""Pieces of FHIR R4 resources as plain JSON."""

from typing import Any

from boneage_kp.report.dicom.concepts import OWN_OID, OwnCode

Json = dict[str, Any]
UCUM = "http://unitsofmeasure.org"
_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"


def concept(text: str, system: str, code: str) -> Json:
    """A CodeableConcept of one code; displays are the system's own and left to it."""
    return {"coding": [{"system": system, "code": code}], "text": text}


def own_concept(code: OwnCode) -> Json:
    """The same from the project's table."""
    return concept(code.meaning, f"urn:oid:{OWN_OID}", code.value)


def absent(code: str, why: str) -> Json:
    """A dataAbsentReason with its reason in words."""
    return concept(why, _ABSENT, code)


def years(value: float) -> Json:
    """A Quantity of years."""
    return {"value": round(float(value), 4), "unit": "years", "system": UCUM, "code": "a"}
