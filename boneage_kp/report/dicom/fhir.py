"""A reading as a FHIR R4 Observation: the bone age, or why there is none, and what it rests on.

Never `final`: nobody accountable has verified it. `preliminary`, with a person's stages too: R4's
`amended` and `corrected` are for what was final before. `cancelled` where the film was rejected.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from boneage_kp.report.dicom.bounds import bound_words, bound_years
from boneage_kp.report.dicom.concepts import (
    LOINC_AGE,
    LOINC_EXAMINATION,
    OWN_OID,
    SNOMED_HAND,
)
from boneage_kp.report.dicom.fhir_components import components
from boneage_kp.report.dicom.fhir_types import Json, absent, concept, years
from boneage_kp.report.dicom.made_by import NOTICE, RELEASE, made_from, plain_reasons
from boneage_kp.report.dicom.study import FilmStudy

_TERMS = "http://terminology.hl7.org/CodeSystem"
_SIDES = {"L": "left hand", "R": "right hand", "": "hand"}


def observation(row: Mapping[str, Any], study: FilmStudy | None, now: datetime) -> Json:
    """The resource as plain JSON; whoever takes it in gives it an id.

    row:    of results, as `report.results_row` publishes it.
    study:  None for a film that is no DICOM: the observation is nobody's then.
    now:    with its time zone.
    """
    side = study.side if study else ""
    found: Json = {
        "resourceType": "Observation",
        "text": _narrative(row),
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": reading_urn(row)}],
        "status": _status(row),
        "category": [concept("Imaging", f"{_TERMS}/observation-category", "imaging")],
        "code": _code(),
        **(_filed(study) if study else {}),
        "issued": now.isoformat(timespec="seconds"),
        **_value(row),
        "note": [{"text": line} for line in _notes(row)],
        "bodySite": concept(_SIDES[side], "http://snomed.info/sct", SNOMED_HAND),
        "method": {"text": f"Tanner-Whitehouse stages of 13 bones, {row['standard']}"},
        "device": {"display": f"{RELEASE}. {NOTICE}"},
    }
    parts = components(row)
    return found | ({"component": parts} if parts else {})


def reading_urn(row: Mapping[str, Any]) -> str:
    """A name of this very reading: the same again whenever the same comes out of the same film."""
    said = {key: value for key, value in row.items() if key != "file"}
    return uuid5(NAMESPACE_OID, f"{OWN_OID} {json.dumps(said, sort_keys=True)}").urn


def _status(row: Mapping[str, Any]) -> str:
    return "cancelled" if row["verdict"] == "rejected" else "preliminary"


def _code() -> Json:
    codes = [
        {"system": "http://loinc.org", "code": code} for code in (LOINC_EXAMINATION, LOINC_AGE)
    ]
    return {"coding": codes, "text": "Bone age"}


def _filed(study: FilmStudy) -> Json:
    """Patient, examination and day, by the film's own numbers."""
    header, found = study.header, Json()
    if study.patient_id:
        identifier: Json = {
            "type": concept("Medical record number", f"{_TERMS}/v2-0203", "MR"),
            "value": study.patient_id,
        }
        if "IssuerOfPatientID" in header:
            identifier["assigner"] = {"display": str(header.IssuerOfPatientID)}
        found["subject"] = {"type": "Patient", "identifier": identifier}
    if study.taken_on is not None:
        found["effectiveDateTime"] = study.taken_on.isoformat()
    if header.AccessionNumber:
        number = {
            "type": concept("Accession number", f"{_TERMS}/v2-0203", "ACSN"),
            "value": str(header.AccessionNumber),
        }
        found["basedOn"] = [{"type": "ServiceRequest", "identifier": number}]
    if header.StudyInstanceUID:
        uid = {"system": "urn:dicom:uid", "value": f"urn:oid:{header.StudyInstanceUID}"}
        found["derivedFrom"] = [{"type": "ImagingStudy", "identifier": uid}]
    return found


def _value(row: Mapping[str, Any]) -> Json:
    """The bone age, a bound as such, or why there is neither."""
    if row["verdict"] == "rejected":
        return {"dataAbsentReason": absent("not-performed", "The film was rejected: no bone age")}
    if row["bone_age_years"] is not None:
        return {"valueQuantity": years(row["bone_age_years"])}
    bound = row["bone_age_bound"]
    if bound is not None:
        sign = ">=" if bound == "mature" else "<"
        return {"valueQuantity": {**years(bound_years(row, bound)), "comparator": sign}}
    if row["sex"] is None:
        return {"dataAbsentReason": absent("unknown", "Sex is not known, and tables are by sex")}
    return {"dataAbsentReason": absent("unknown", "The reading has no score")}


def _notes(row: Mapping[str, Any]) -> Iterator[str]:
    yield NOTICE
    yield f"Verdict: {row['verdict']}."
    yield from bound_words(row)
    yield from plain_reasons(row)
    yield f"Made by {RELEASE}: {', '.join(made_from(row))}."


def _narrative(row: Mapping[str, Any]) -> Json:
    """What a system shows that knows nothing of bone ages."""
    age = row["bone_age_years"]
    told = "; ".join(bound_words(row)[:1]) if row["bone_age_bound"] else "no bone age"
    shown = f"bone age {age:.2f} years" if age is not None else told
    text = escape(f"{shown} ({row['standard']}). Verdict: {row['verdict']}. {NOTICE}")
    div = f'<div xmlns="http://www.w3.org/1999/xhtml">{text}</div>'
    return {"status": "generated", "div": div}
