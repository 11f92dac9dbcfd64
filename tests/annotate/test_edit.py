"""One action onto a film's work."""

from typing import Any

import pytest

from boneage_kp.annotate.edit import EditRefused, edited
from boneage_kp.annotate.film_work import BoneWork, FilmWork
from boneage_kp.schema.records import Sex
from boneage_kp.standards import load_standard

STANDARD = load_standard("tw3_rus")
START = FilmWork("a.png", (90, 70), "tw3_rus")


def change(work: FilmWork = START, seconds: Any = 0, **changes: Any) -> FilmWork:
    return edited(work, changes, seconds, STANDARD)


def test_what_is_named_changes_and_the_rest_stays() -> None:
    first = change(bones={"radius": {"x": 10, "y": 20, "stage": "G", "decision": "own"}}, sex="F")
    second = change(first, 2.5, bones={"radius": {"x": 11.5, "y": 20}, "ulna": {"stage": "F"}})
    assert second.bones["radius"] == BoneWork((11.5, 20.0), 2, "G", False, "own")
    assert second.bones["ulna"] == BoneWork(stage="F")
    assert (second.sex, second.sex_source, second.seconds) == (Sex.FEMALE, "rater", 2.5)
    assert second.touched and not START.touched


def test_absent_clears_and_placing_brings_back() -> None:
    placed = change(bones={"dp5": {"x": 5, "y": 6, "visibility": 1, "stage": "C"}})
    absent = change(placed, bones={"dp5": {"absent": True}})
    assert absent.bones["dp5"] == BoneWork(absent=True)
    again = change(absent, bones={"dp5": {"x": 5, "y": 6}})
    assert again.bones["dp5"] == BoneWork((5.0, 6.0), 2)
    hidden = change(again, bones={"dp5": {"visibility": 1}})
    assert hidden.bones["dp5"].visibility == 1
    assert change(hidden, bones={"dp5": {"visibility": 0}}).bones["dp5"] == BoneWork()
    assert change(hidden, bones={"dp5": {"x": None, "y": None}}).bones["dp5"] == BoneWork()


def test_undo_gives_the_version_back() -> None:
    placed = change(bones={"mc1": {"x": 1, "y": 2}})
    moved = change(placed, bones={"mc1": {"x": 3, "y": 2}})
    back = change(moved, 4.0, bones={"mc1": {"x": 1, "y": 2}})
    assert moved.version != placed.version == back.version


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"bones": {"ulna": {"stage": "I"}}}, "A–H"),
        ({"bones": {"thumb": {"stage": "A"}}}, "thumb"),
        ({"bones": {"ulna": {"x": 72, "y": 3}}}, "70 x 90"),
        ({"bones": {"ulna": {"x": 3}}}, "x and y"),
        ({"bones": {"ulna": {"x": True, "y": 1}}}, "x and y"),
        ({"bones": {"ulna": {"x": 1e400, "y": 1}}}, "x and y"),
        ({"bones": {"ulna": {"visibility": 3}}}, "visibility"),
        ({"bones": {"ulna": {"colour": 3}}}, "colour"),
        ({"bones": {"ulna": {"decision": "maybe"}}}, "maybe"),
        ({"bones": {"ulna": {"absent": 1}}}, "absent"),
        ({"bones": []}, "bones"),
        ({"sex": "X"}, "sex"),
        ({"age_months": 301}, "age_months"),
        ({"age_months": "12"}, "age_months"),
        ({"done": 1}, "done"),
        ({"note": "x" * 2001}, "note"),
        ({"rater": "x"}, "rater"),
    ],
)
def test_what_the_file_may_not_hold_is_refused_by_name(changes: dict, word: str) -> None:
    with pytest.raises(EditRefused, match=word):
        change(**changes)


def test_all_faults_come_at_once() -> None:
    with pytest.raises(EditRefused) as refused:
        change(seconds=-1, sex="X", bones={"ulna": {"stage": "I"}, "mc1": {"x": -9, "y": 0}})
    assert len(refused.value.faults) == 4


def test_plain_and_back() -> None:
    work = change(bones={"radius": {"x": 1, "y": 2, "stage": "B"}}, sex="M", age_months=12.5)
    assert FilmWork.from_plain(work.as_plain()) == work
