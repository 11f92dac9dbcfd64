"""The FHIR Observation against R4's structure, and what it says in every case."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from boneage_kp.report.dicom.concepts import OWN_OID
from boneage_kp.report.dicom.fhir import observation, reading_urn
from boneage_kp.report.dicom.study import study_of
from boneage_kp.schema.hand import HAND
from tests.film.dicom_films import PLANTED, file_of, plant, radiograph
from tests.film.picture_files import hand_like
from tests.report.dicom.rows import MATURE_YEARS, ROWS, row_of
from tests.report.json_schema import faults

SCHEMA = json.loads(Path(__file__).with_name("fhir_r4.schema.json").read_text(encoding="utf-8"))
NOW = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
STUDY = study_of(file_of(radiograph(hand_like())))


def told(row: dict[str, Any]) -> dict[str, Any]:
    return observation(row, STUDY, NOW)


def components_of(resource: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {part["code"]["coding"][0]["code"]: part for part in resource["component"]}


def rules_broken(resource: dict[str, Any]) -> list[str]:
    """R4's invariants obs-6 and obs-7, and values that stand alone."""
    broken = []
    for part in (resource, *resource.get("component", [])):
        values = [key for key in part if key.startswith("value")]
        if len(values) + ("dataAbsentReason" in part) != 1:
            broken.append(f"{part['code']['text']}: {values}")
    own = {coding["code"] for coding in resource["code"]["coding"]}
    inner = {c["code"] for p in resource.get("component", []) for c in p["code"]["coding"]}
    return broken + sorted(own & inner)


@pytest.mark.parametrize("with_study", [True, False])
@pytest.mark.parametrize("name", ROWS)
def test_every_outcome_has_the_structure_of_r4(name: str, with_study: bool) -> None:
    resource = json.loads(
        json.dumps(observation(ROWS[name], STUDY if with_study else None, NOW), allow_nan=False)
    )
    assert faults(resource, SCHEMA, SCHEMA, "Observation") == []
    assert rules_broken(resource) == []
    assert ("subject" in resource) == with_study
    assert any("not a medical device" in note["text"] for note in resource["note"])


def test_the_schema_refuses_what_r4_does_not_know() -> None:
    resource = told(row_of())
    for change in (
        {"status": "done"},
        {"issued": "2026-11-21"},
        {"valueQuantity": {"value": "10.8", "system": "http://unitsofmeasure.org", "code": "a"}},
        {"dataAbsentReason": {"coding": [{"system": "x:y", "code": "rejected"}]}},
        {"verdict": "ok"},
    ):
        assert faults(resource | change, SCHEMA, SCHEMA, "Observation"), change


def test_the_bone_age_is_a_quantity_of_years() -> None:
    resource = told(ROWS["review"])
    assert resource["valueQuantity"] == {
        "value": 10.775,
        "unit": "years",
        "system": "http://unitsofmeasure.org",
        "code": "a",
    }
    assert {"system": "http://loinc.org", "code": "37362-1"} in resource["code"]["coding"]
    assert (resource["status"], resource["issued"]) == ("preliminary", "2026-11-21T12:30:00+00:00")
    parts = components_of(resource)
    ends = parts["interval"]["valueRange"]
    assert (ends["low"]["value"], ends["high"]["value"]) == (9.2, 11.9)
    assert parts["score"]["valueInteger"] == 500
    assert set(HAND.names) <= set(parts)
    stage = parts["radius"]["valueCodeableConcept"]["coding"][0]
    assert stage == {"system": f"urn:oid:{OWN_OID}", "code": "stage-F"}


def test_a_rejected_film_says_so_and_nothing_else() -> None:
    resource = told(ROWS["rejected"])
    assert resource["status"] == "cancelled" and "valueQuantity" not in resource
    assert resource["dataAbsentReason"]["coding"][0]["code"] == "not-performed"
    assert set(components_of(resource)) == {"verdict"}
    assert "two hands" in json.dumps(resource["note"])


@pytest.mark.parametrize(
    ("name", "sign", "years"), [("mature", ">=", MATURE_YEARS), ("below", "<", 2.0)]
)
def test_a_bound_is_no_age(name: str, sign: str, years: float) -> None:
    resource = told(ROWS[name])
    value = resource["valueQuantity"]
    assert (value["comparator"], value["value"]) == (sign, pytest.approx(years))
    ends = components_of(resource)["interval"]["valueRange"]
    assert set(ends) == ({"low"} if name == "mature" else {"high"})
    assert "the table" in json.dumps(resource["note"])


def test_without_a_sex_there_are_stages_and_a_reason() -> None:
    resource = told(ROWS["no sex"])
    assert resource["dataAbsentReason"]["coding"][0]["code"] == "unknown"
    assert "valueCodeableConcept" in components_of(resource)["radius"]


def test_a_persons_stages_are_told_and_make_it_no_more_final() -> None:
    """R4: amended and corrected are for an observation that was final before."""
    resource = told(ROWS["corrected"])
    assert resource["status"] == "preliminary"
    parts = components_of(resource)
    assert "rated by a person" in parts["radius"]["valueCodeableConcept"]["text"]
    assert "rated by a person" not in parts["mc1"]["valueCodeableConcept"]["text"]
    lacking = components_of(told(ROWS["bone lacking"]))["mc5"]
    assert lacking["dataAbsentReason"]["coding"][0]["code"] == "unknown"


def test_patient_and_examination_are_named_by_number_alone() -> None:
    film = plant(radiograph(hand_like(), IssuerOfPatientID="Ward 7"))
    film.PatientID, film.AccessionNumber = "4711", "A-1"
    resource = observation(row_of(), study_of(file_of(film)), NOW)
    assert faults(resource, SCHEMA, SCHEMA, "Observation") == []
    patient = resource["subject"]["identifier"]
    assert (patient["value"], patient["assigner"]["display"]) == ("4711", "Ward 7")
    assert resource["basedOn"][0]["identifier"]["value"] == "A-1"
    examination = resource["derivedFrom"][0]["identifier"]
    assert examination["value"] == f"urn:oid:{film.StudyInstanceUID}"
    assert resource["effectiveDateTime"] == "2026-01-17"
    # Neither a name out of the header nor the user's path, which may be one.
    assert PLANTED not in json.dumps(resource)


def test_the_same_reading_has_the_same_name() -> None:
    assert reading_urn(row_of()) == reading_urn(row_of(file="elsewhere.dcm"))
    assert reading_urn(row_of()) != reading_urn(row_of(score=501))
    assert reading_urn(row_of()).startswith("urn:uuid:")
