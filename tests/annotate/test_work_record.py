"""Work to a record of the file and back: what a person said, and what was there before."""

from dataclasses import replace

from boneage_kp.annotate.film_work import BoneWork, FilmWork
from boneage_kp.annotate.work_record import WORK_KEY, record_of, work_of
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord, Sex, Visibility

BONES = {name: BoneWork() for name in HAND.names} | {
    "radius": BoneWork((30.0, 40.0), 2, "G", False, "accepted"),
    "ulna": BoneWork((20.0, 41.0), 1, None, False, "own"),
    "dp3": BoneWork(stage="F", decision="own"),
    "dp5": BoneWork(absent=True, decision="own"),
    "mc1": BoneWork(decision="rejected"),
}
WORK = FilmWork(
    "a.png", (90, 70), "tw3_rus", BONES, Sex.MALE, 120.0, note="why", seconds=12.5, touched=True,
    machine={"by": "m1"}, flagged=True,
)  # fmt: skip


def test_there_and_back() -> None:
    again = work_of(record_of(WORK, None, "ann"), "tw3_rus")
    assert again == replace(WORK, sex_source="file", age_source="file")


def test_the_annotation_that_it_continues_keeps_what_is_not_ours() -> None:
    base = HandRecord(
        file_name="a.png", size_hw=(90, 70), bones={}, annotation_id=7, image_id=3,
        bbox_xywh_px=(1.0, 2.0, 30.0, 40.0), area_px2=900.0,
        annotation_extra={"theirs": 1, WORK_KEY: {"note": "old"}},
    )  # fmt: skip
    record = record_of(WORK, base, "ann")
    assert (record.annotation_id, record.image_id, record.rater) == (7, 3, "ann")
    assert record.annotation_extra["theirs"] == 1
    assert record.annotation_extra[WORK_KEY]["note"] == "why"
    assert record.bbox_xywh_px is None and record.area_px2 is None  # the points moved
    same = record_of(WORK, replace(record, bbox_xywh_px=(5.0, 5.0, 9.0, 9.0)), "ann")
    assert same.bbox_xywh_px == (5.0, 5.0, 9.0, 9.0)


def test_maturity_of_a_drawn_hand_goes_when_the_label_changes() -> None:
    label = BoneLabel((30.0, 40.0), Visibility.SEEN, "G", False, 6.4)
    base = HandRecord(file_name="a.png", size_hw=(90, 70), bones={"radius": label})
    assert record_of(WORK, base, "ann").bones["radius"].maturity == 6.4
    bones = BONES | {"radius": BoneWork((30.0, 40.0), 2, "H", False, "corrected")}
    changed = record_of(replace(WORK, bones=bones), base, "ann")
    assert changed.bones["radius"].maturity is None


def test_a_standard_is_named_only_where_a_stage_is_given() -> None:
    bare = FilmWork("a.png", (90, 70), "tw3_rus")
    assert record_of(bare, None, "ann").standard_id is None
    assert record_of(WORK, None, "ann").standard_id == "tw3_rus"


def test_work_of_another_program_is_not_trusted() -> None:
    odd = {"seconds": "long", "decisions": {"radius": "perhaps"}, "done": 1, "machine": []}
    record = replace(record_of(WORK, None, "ann"), annotation_extra={WORK_KEY: odd})
    work = work_of(record, "tw3_rus")
    assert (work.seconds, work.done, work.machine) == (0.0, False, None)
    assert work.bones["radius"].decision is None and work.bones["radius"].stage == "G"
