"""Components of the Observation: interval, score, verdict, and a stage for each bone."""

from collections.abc import Iterator, Mapping
from typing import Any

from boneage_kp.report.dicom.concepts import own_code, stage_code
from boneage_kp.report.dicom.fhir_types import Json, absent, own_concept, years


def components(row: Mapping[str, Any]) -> list[Json]:
    """All that stands beside the bone age; of a rejected film its verdict alone."""
    found = [{"code": _named("verdict"), "valueCodeableConcept": _named(row["verdict"])}]
    return found if row["verdict"] == "rejected" else [*found, *_numbers(row), *_bones(row)]


def _numbers(row: Mapping[str, Any]) -> Iterator[Json]:
    if row["interval_years"] is not None:
        yield {"code": _named("interval"), **_interval(row["interval_years"])}
    if row["age_median_years"] is not None:
        yield {"code": _named("median"), "valueQuantity": years(row["age_median_years"])}
    if row["score"] is not None:
        yield {"code": _named("score"), "valueInteger": row["score"]}
    if row["age_years"] is not None:
        yield {"code": _named("age"), "valueQuantity": years(row["age_years"])}


def _interval(ends: tuple[float | None, float | None]) -> Json:
    """An open end is left out, as FHIR means it; a note says where the table ends."""
    named = zip(("low", "high"), ends, strict=True)
    known = {name: years(end) for name, end in named if end is not None}
    if not known:
        return {"dataAbsentReason": absent("not-applicable", "Both ends lie off the table")}
    return {"valueRange": known}


def _bones(row: Mapping[str, Any]) -> Iterator[Json]:
    rated = (row.get("correction") or {}).get("bones", {})
    for name, bone in row["bones"].items():
        if bone["stage"] is None:
            value = {"dataAbsentReason": absent("unknown", "Not found on the film")}
        else:
            value = {"valueCodeableConcept": own_concept(stage_code(bone["stage"]))}
            if name in rated:
                value["valueCodeableConcept"]["text"] += ", rated by a person"
        yield {"code": _named(name), **value}


def _named(value: str) -> Json:
    return own_concept(own_code(value))
