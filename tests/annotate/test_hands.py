"""Which annotations of a file are this rater's, and what becomes of all the others."""

from dataclasses import replace
from pathlib import Path

from boneage_kp.annotate.film_work import BoneWork
from boneage_kp.annotate.hands import Hands
from boneage_kp.data.formats import coco
from boneage_kp.data.formats.coco_file import HandFile
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord, Sex, Visibility


def hand(name: str, rater: str | None, stage: str) -> HandRecord:
    bones = {bone: BoneLabel((5.0, 6.0), Visibility.SEEN, stage) for bone in HAND.names}
    return HandRecord(
        file_name=name, size_hw=(90, 70), bones=bones, rater=rater, standard_id="tw3_rus",
        sex=Sex.FEMALE,
    )  # fmt: skip


def file_of(folder: Path, *records: HandRecord) -> Path:
    path = folder / "hands.json"
    coco.write(HandFile(records=records), path)
    return path


def test_ones_own_is_continued_and_a_lone_one_of_nobody_taken_over(tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        hand("own.png", "bob", "B"), hand("own.png", "ann", "C"),
        hand("lone.png", None, "D"),
        hand("two.png", None, "E"), hand("two.png", None, "F"),
        hand("theirs.png", "bob", "G"),
    )  # fmt: skip
    hands = Hands(path, "ann", "tw3_rus")
    assert set(hands.works) == {"own.png", "lone.png"}
    assert hands.works["own.png"].bones["radius"].stage == "C"


def test_facts_of_a_film_are_set_on_all_its_hands_and_labels_on_ones_own(tmp_path: Path) -> None:
    path = file_of(tmp_path, hand("a.png", "bob", "B"), hand("a.png", "ann", "C"))
    hands = Hands(path, "ann", "tw3_rus")
    bones = dict(hands.works["a.png"].bones) | {"radius": BoneWork((7.0, 8.0), 2, "H")}
    merged = hands.merged({"a.png": replace(hands.works["a.png"], bones=bones, sex=Sex.MALE)})
    bob, ann = merged.records
    assert (bob.sex, ann.sex) == (Sex.MALE, Sex.MALE)
    assert (bob.bones["radius"].stage, ann.bones["radius"].stage) == ("B", "H")
    assert len(hands.file.records) == 2 and hands.file.records[1].bones["radius"].stage == "C"


def test_another_file_gives_facts_and_no_labels(tmp_path: Path) -> None:
    known = replace(hand("a.png", "bob", "B"), bone_age_months=90.0, image_extra={"ward": 3})
    hands = Hands(tmp_path / "new.json", "ann", "tw3_rus", HandFile(records=(known,)))
    facts = hands.facts_of("a.png")
    assert facts is not None and facts.sex is Sex.FEMALE and not hands.works
    work = Hands(file_of(tmp_path, hand("a.png", "ann", "C")), "ann", "tw3_rus").works["a.png"]
    (record,) = hands.merged({"a.png": work}).records
    assert record.image_extra == {"ward": 3} and record.bone_age_months == 90.0
    assert record.rater == "ann" and record.bones["radius"].stage == "C"
