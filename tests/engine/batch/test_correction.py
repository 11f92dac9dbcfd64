"""A person's stages over the machine's: what counts, what stays, and that nothing is lost."""

import json
from pathlib import Path
from typing import Any

import pytest

from boneage_kp.engine.batch.correction import SCHEMA_FILE, corrected, corrected_row, follows
from boneage_kp.engine.batch.stored import (
    StoredReadingError,
    edited_bones,
    load_row,
    stored_reading,
)
from boneage_kp.engine.reading import scored
from boneage_kp.report import results_row as published
from boneage_kp.report.results_row import results_row
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import HandReading, Sex
from boneage_kp.standards import bone_age, total_score
from tests.report.json_schema import faults
from tests.report.readings import STANDARD, usual_reading

CERTAIN_G = {"G": 1.0}


def machine_reading(**changes: Any) -> HandReading:
    bare = usual_reading()
    fields = vars(scored(STANDARD, Sex.FEMALE, bare.bones)) | {"verdict": "ok", "reasons": ()}
    return usual_reading(**(fields | changes))


def check_row(row: dict[str, Any]) -> None:
    """The row is one of ours, and its correction as published."""
    schema = json.loads(published.SCHEMA_FILE.read_text(encoding="utf-8"))
    own = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    bare = {key: value for key, value in row.items() if key != "correction"}
    assert faults(bare, schema, schema) == []
    assert faults(row["correction"], own, own) == []
    json.dumps(row, allow_nan=False)


def test_the_persons_stages_count_and_the_machines_stay_beside_them() -> None:
    machine = machine_reading()
    correction = corrected(machine, {"radius": CERTAIN_G, "dp5": {"F": 0.6, "E": 0.4}}, STANDARD)
    person = correction.person
    stages = {name: "F" for name in HAND.names} | {"radius": "G"}
    total = total_score(STANDARD, Sex.FEMALE, stages).total
    assert person.score == total != machine.score
    assert person.bone_age_months == bone_age(STANDARD, Sex.FEMALE, total).age_months
    assert person.bones["radius"].posterior == CERTAIN_G
    assert person.bones["radius"].xy_px == machine.bones["radius"].xy_px
    assert correction.rated == ("radius", "dp5")
    machine_row = results_row(machine, 10.5)
    row = corrected_row(machine_row, correction)
    check_row(row)
    assert row["score"] == total and row["bones"]["radius"]["stage"] == "G"
    assert row["correction"]["machine"] == follows(machine_row)
    assert row["correction"]["machine"]["score"] == machine.score
    told = row["correction"]["bones"]
    assert told["radius"]["machine_stage"] == "F" and told["radius"]["person_stage"] == "G"
    assert told["dp5"]["machine_stage"] == told["dp5"]["person_stage"] == "F"  # confirmed
    assert row["reasons"][-1] == "corrected_by_person: radius F to G, dp5 F to F"
    assert row["age_years"] == 10.5 and row["digests"] == machine_row["digests"]


def test_certain_stages_of_every_bone_leave_no_interval() -> None:
    machine = machine_reading()
    every = {name: {"F": 1.0} for name in HAND.names}
    person = corrected(machine, every, STANDARD).person
    assert person.score == machine.score and person.bone_age_months == machine.bone_age_months
    assert person.interval_months is None
    check_row(corrected_row(results_row(machine, None), corrected(machine, every, STANDARD)))
    # One bone in doubt, or left to the machine, and there is something to say again.
    doubted = every | {"radius": {"F": 0.6, "G": 0.4}}
    left = {name: every[name] for name in HAND.names[1:]}
    for ratings in (doubted, left):
        low, high = corrected(machine, ratings, STANDARD).person.interval_months
        assert low < high


def test_a_calibrations_beta_widens_what_the_machine_said_and_nothing_else() -> None:
    machine = machine_reading()
    ratings = {"radius": {"G": 1.0}}
    plain = corrected(machine, ratings, STANDARD).person
    flat = corrected(machine, ratings, STANDARD, beta=0.5).person
    assert flat.score == plain.score and flat.bones == plain.bones
    assert flat.interval_months[0] < plain.interval_months[0]
    stored = stored_reading(results_row(machine, None), STANDARD, "r.json", beta=0.5)
    assert stored.machine.interval_months[0] < machine.interval_months[0]


def test_a_rejected_film_gets_an_age_only_from_a_person_who_rated_every_bone() -> None:
    nothing = dict.fromkeys(
        ("score", "bone_age_months", "age_median_months", "age_mean_months", "interval_months")
    )
    rejected = machine_reading(**nothing, verdict="rejected", reasons=("two_hands: two",))
    one = corrected(rejected, {"radius": CERTAIN_G}, STANDARD).person
    assert one.verdict == "rejected" and one.score is None
    assert "stays rejected" in one.reasons[-1]
    every = {name: {"F": 1.0} for name in HAND.names}
    whole = corrected(rejected, every, STANDARD).person
    assert whole.verdict == "review" and whole.score is not None
    assert whole.reasons[0] == "two_hands: two"


def test_without_sex_stages_change_and_there_is_still_no_age() -> None:
    unknown = machine_reading(sex=None, score=None, bone_age_months=None, interval_months=None)
    person = corrected(unknown, {"radius": CERTAIN_G}, STANDARD).person
    assert person.bones["radius"].stage == "G" and person.score is None


def test_a_stored_reading_comes_back_with_what_was_edited(tmp_path: Path) -> None:
    machine = machine_reading()
    row = results_row(machine, 10.5)
    assert edited_bones(row) == []
    row["bones"]["radius"]["stage"] = "H"
    (tmp_path / "r.json").write_text(json.dumps(row))
    stored = stored_reading(load_row(tmp_path / "r.json"), STANDARD, "r.json")
    assert stored.ratings == {"radius": {"H": 1.0}}
    assert stored.machine.bones["radius"].stage == "F"
    assert stored.machine_row == results_row(machine, 10.5)
    assert stored.machine.score == machine.score
    assert stored.machine.interval_months == pytest.approx(machine.interval_months, abs=0.01)


def test_the_machines_values_outlast_any_number_of_corrections() -> None:
    machine = machine_reading()
    first = results_row(machine, 10.5)
    row = corrected_row(first, corrected(machine, {"radius": CERTAIN_G}, STANDARD))
    for bone, stage in (("ulna", "G"), ("radius", "H"), ("mc1", "E")):
        row["bones"][bone]["stage"] = stage  # by hand, in the file
        stored = stored_reading(row, STANDARD, "r.json")
        row = corrected_row(stored.machine_row, corrected(stored.machine, stored.ratings, STANDARD))
        check_row(row)
        assert stored.machine_row == first
        assert row["correction"]["machine"] == follows(first)
        assert edited_bones(row) == []
    told = {
        n: (b["machine_stage"], b["person_stage"]) for n, b in row["correction"]["bones"].items()
    }
    assert told == {"radius": ("F", "H"), "ulna": ("F", "G"), "mc1": ("F", "E")}
    stages = dict.fromkeys(HAND.names, "F") | {"radius": "H", "ulna": "G", "mc1": "E"}
    assert row["score"] == total_score(STANDARD, Sex.FEMALE, stages).total


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda row: row["bones"]["ulna"].update(stage="I"), "bone 'ulna' has stage 'I'"),
        (lambda row: row["bones"].pop("mc3"), "bone 'mc3' is missing"),
        (lambda row: row["bones"]["mc3"].pop("xy_px"), "bone 'mc3' lacks one of"),
        (lambda row: row.update(error="gone"), "could not be read"),
        (lambda row: row.pop("bones"), "is no reading"),
    ],
)
def test_readings_that_are_none_are_refused_by_name(
    tmp_path: Path, damage: Any, message: str
) -> None:
    row = results_row(machine_reading(), 10.5)
    damage(row)
    (tmp_path / "r.json").write_text(json.dumps(row))
    with pytest.raises(StoredReadingError, match=message):
        stored_reading(load_row(tmp_path / "r.json"), STANDARD, "r.json")


def test_what_is_no_json_is_refused(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_bytes(b"\xff{")
    with pytest.raises(StoredReadingError, match="is no JSON"):
        load_row(tmp_path / "r.json")
