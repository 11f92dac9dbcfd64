"""Rows of results.jsonl: what the published schema says, and nothing else."""

import json

import pytest

from boneage_kp.report.results_row import (
    SCHEMA_FILE,
    SCHEMA_VERSION,
    failed_row,
    results_row,
    row_line,
)
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneReading, Bound, HandReading, Sex
from tests.report.json_schema import faults
from tests.report.readings import usual_reading

SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
NOT_FOUND = BoneReading(None, 0.03, None, {})
REJECTED = usual_reading(
    verdict="rejected",
    score=None,
    bone_age_months=None,
    age_median_months=None,
    age_mean_months=None,
    interval_months=None,
    sex=None,
    bones={**usual_reading().bones, "ulna": NOT_FOUND},
)


@pytest.mark.parametrize(
    "reading", [usual_reading(), REJECTED, usual_reading(bone_age_bound="mature")]
)
def test_rows_hold_to_the_published_schema(reading: HandReading) -> None:
    row = json.loads(row_line(results_row(reading, 10.5)))
    assert faults(row, SCHEMA, SCHEMA) == []
    assert set(row["bones"]) == set(HAND.names)


def test_a_failed_row_holds_to_it_too() -> None:
    row = failed_row("x.png", "x.png: the file is empty", "tw3_rus", Sex.MALE, 3.0)
    assert faults(row, SCHEMA, SCHEMA) == []
    assert row["verdict"] == "rejected" and row["error"] and row["bones"] == {}


def test_years_pixels_and_names() -> None:
    row = results_row(usual_reading(), 10.5)
    assert (
        row["schema_version"] == SCHEMA_VERSION == SCHEMA["properties"]["schema_version"]["const"]
    )
    assert row["bone_age_years"] == pytest.approx(10.775)
    assert row["interval_years"] == [pytest.approx(9.1667), None]
    assert row["interval_bounds"] == [None, "mature"]
    assert row["age_years"] == 10.5 and row["sex"] == "F"
    xy = usual_reading().bones["dp3"].xy_px
    assert row["bones"]["dp3"]["xy_px"] == pytest.approx(xy, abs=1e-3)
    assert sum(row["bones"]["dp3"]["posterior"].values()) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("bound", ["below_first_row", "mature"])
def test_an_open_end_says_where_it_lies(bound: Bound) -> None:
    """Nearly all of an infant's mass may lie below the curve, so that the last end does, too."""
    off = usual_reading(interval_months=(None, None), interval_bounds=(bound, bound))
    row = results_row(off)
    assert row["interval_years"] == [None, None] and row["interval_bounds"] == [bound, bound]
    low = usual_reading(interval_months=(None, 62.4), interval_bounds=("below_first_row", None))
    row = results_row(low)
    assert row["interval_years"] == [None, pytest.approx(5.2)]
    assert row["interval_bounds"] == ["below_first_row", None]
    assert faults(row, SCHEMA, SCHEMA) == []


def test_without_an_interval_there_are_no_bounds_of_it() -> None:
    assert results_row(REJECTED)["interval_bounds"] is None


def test_a_row_is_one_line_whatever_the_file_is_called() -> None:
    line = row_line(results_row(usual_reading(file_name="a\nb\u2028ü\udcff.png")))
    assert line.count(b"\n") == 1 and line.endswith(b"\n")
    assert json.loads(line)["file"] == "a\nb\u2028ü\udcff.png"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"verdict": "fine"}, "is none of"),
        ({"patient": "x"}, "'patient' is not allowed"),
        ({"score": 1001}, "is above"),
        ({"score": 1.5}, "not of type"),
        ({"interval_years": [1.0]}, "is shorter"),
        ({"interval_bounds": [None]}, "is shorter"),
        ({"interval_bounds": [None, "old"]}, "is none of"),
        ({"digests": {"image": "no"}}, "is not like"),
        ({"bones": {"toe": {}}}, "'toe' is not allowed"),
    ],
)
def test_the_schema_refuses_other_rows(change: dict, fault: str) -> None:
    found = faults(results_row(usual_reading()) | change, SCHEMA, SCHEMA)
    assert len(found) == 1 and fault in found[0]


def test_the_schema_file_is_a_schema_to_others_too() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(results_row(REJECTED), SCHEMA)
