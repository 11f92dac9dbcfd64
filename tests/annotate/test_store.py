"""One rater's file: nothing lost, nothing of others overwritten."""

import json
import shutil
from pathlib import Path

import pytest

from boneage_kp.annotate.edit import edited
from boneage_kp.annotate.film_work import FilmWork
from boneage_kp.annotate.store import FileChangedOutside, FilmChanged, Store
from boneage_kp.data.formats import coco
from boneage_kp.data.formats.coco_file import HandFile
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord, Sex
from boneage_kp.standards import load_standard

STANDARD = load_standard("tw3_rus")


def place(store: Store, name: str, x: float, action: str = "") -> FilmWork:
    start = store.get(name) or FilmWork(name, (90, 70), "tw3_rus")
    changes = {"bones": {"radius": {"x": x, "y": 5, "stage": "G", "decision": "own"}}}
    action = action or f"{name}-{x}"
    return store.save(
        name, action, start.version, start, lambda w: edited(w, changes, 1.0, STANDARD)
    )


def opened(path: Path, rater: str = "anna", **more: object) -> Store:
    return Store(path, rater, "tw3_rus", **more)  # type: ignore[arg-type]


def crashed(store: Store, to: Path) -> Path:
    """The files as a kill would leave them now, in another folder."""
    to.mkdir()
    for path in store.path.parent.iterdir():
        if path.is_file() and not path.name.endswith(".lock"):
            shutil.copy2(path, to)
    return to / store.path.name


def foreign(path: Path, name: str = "other.png") -> None:
    coco.write([HandRecord(name, (90, 70), {}, rater="anna")], path)


def test_saved_work_comes_back_with_everything(tmp_path: Path) -> None:
    store = opened(tmp_path / "a.json")
    work = place(store, "films/1.png", 7.25)
    store.close()
    again = opened(tmp_path / "a.json")
    kept = again.get("films/1.png")
    again.close()
    assert kept is not None and kept.bones == work.bones
    assert (kept.seconds, kept.touched, kept.state) == (1.0, True, "started")
    record = coco.read(tmp_path / "a.json").records[0]
    assert (record.rater, record.standard_id) == ("anna", "tw3_rus")
    assert record.annotation_extra["work"]["decisions"] == {"radius": "own"}


def test_a_crash_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    store = opened(tmp_path / "a.json")
    place(store, "1.png", 3)
    store.write()
    for x in range(4, 9):
        place(store, f"{x}.png", x)
    store._writing.acquire()  # the background may not help now
    path = crashed(store, tmp_path / "crash")
    store._writing.release()
    store.close()
    again = opened(path)
    assert sorted(again.works()) == ["1.png", *(f"{x}.png" for x in range(4, 9))]
    assert again.unwritten == 0, "recovered actions are written at once"
    assert again.done_before("8.png-8"), "an action is not done twice after a crash either"
    again.close()
    assert len(coco.read(path).records) == 6


def test_an_old_version_is_refused_and_a_repeated_action_is_not(tmp_path: Path) -> None:
    store = opened(tmp_path / "a.json")
    start = FilmWork("1.png", (90, 70), "tw3_rus")
    work = place(store, "1.png", 3, "first")
    assert place(store, "1.png", 4, "first") == work
    with pytest.raises(FilmChanged) as changed:
        store.save("1.png", "second", start.version, start, lambda w: w)
    assert changed.value.current == work
    store.close()


def test_a_foreign_change_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    store = opened(path)
    place(store, "1.png", 3)
    store.write()
    foreign(path)
    content = path.read_bytes()
    with pytest.raises(FileChangedOutside):
        place(store, "1.png", 4)
    store.write()
    store.close()
    assert path.read_bytes() == content


def test_settled_by_reloading(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    store = opened(path)
    store._writing.acquire()
    place(store, "1.png", 3)
    foreign(path)
    store._writing.release()
    store.settle("reload")
    assert list(store.works()) == ["other.png"]
    aside = json.loads((tmp_path / "a.json.journal.aside-1").read_bytes().split(b"\n")[1][9:])
    assert aside["entry"]["work"]["file_name"] == "1.png"
    place(store, "2.png", 3)
    store.close()
    assert {r.file_name for r in coco.read(path).records} == {"other.png", "2.png"}


def test_settled_by_keeping(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    store = opened(path)
    place(store, "1.png", 3)
    store.write()
    foreign(path)
    store.settle("keep")
    store.close()
    assert [r.file_name for r in coco.read(path).records] == ["1.png"]
    assert coco.read(tmp_path / "a.json.foreign-1.json").records[0].file_name == "other.png"


def test_touching_the_file_is_no_change(tmp_path: Path) -> None:
    store = opened(tmp_path / "a.json")
    place(store, "1.png", 3)
    store.write()
    (tmp_path / "a.json").touch()
    place(store, "1.png", 4)
    store.close()


def test_a_foreign_change_after_a_kill_is_asked_about(tmp_path: Path) -> None:
    store = opened(tmp_path / "a.json")
    place(store, "0.png", 2)
    store.write()
    store._writing.acquire()
    place(store, "1.png", 3)
    paths = [crashed(store, tmp_path / word) for word in ("apply", "aside")]
    store._writing.release()
    store.close()
    for path in paths:
        foreign(path)
        with pytest.raises(ValueError, match="--recover apply"):
            opened(path)
    applied, aside = opened(paths[0], recover="apply"), opened(paths[1], recover="aside")
    assert sorted(applied.works()) == ["1.png", "other.png"]
    assert sorted(aside.works()) == ["other.png"]
    assert (paths[1].parent / "a.json.journal.aside-1").exists()
    applied.close()
    aside.close()


def test_two_annotators_cannot_share_a_file(tmp_path: Path) -> None:
    store = opened(tmp_path / "a.json")
    with pytest.raises(ValueError, match="open in another annotator"):
        opened(tmp_path / "a.json")
    store.close()
    opened(tmp_path / "a.json").close()


def test_the_file_of_the_start_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    foreign(path)
    before = path.read_bytes()
    store = opened(path)
    for x in (3, 4):
        place(store, "1.png", x)
        store.write()
    store.close()
    assert (tmp_path / "a.json.bak").read_bytes() == before


def test_other_hands_and_unknown_keys_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    theirs = HandRecord(
        "1.png",
        (90, 70),
        {"ulna": BoneLabel((3.0, 4.0), 2, "C")},
        sex=Sex.MALE,
        spacing_mm=0.2,
        standard_id="tw3_rus",
        rater="bert",
        image_extra={"clinic": 7},
        annotation_extra={"mood": "good"},
    )
    nobody = HandRecord("2.png", (90, 70), {}, annotation_extra={"kept": [1]})
    alone = HandRecord("3.png", (90, 70), {}, age_months=100.0, image_extra={"plate": "x"})
    coco.write(HandFile(records=(theirs, nobody), unannotated=(alone,)), path)
    store = opened(path)
    for name in ("1.png", "2.png", "3.png"):
        place(store, name, 3)
    store.close()
    hands = coco.read(path)
    by = {(r.file_name, r.rater): r for r in hands.records}
    assert len(hands.records) == 4 and not hands.unannotated
    assert by["1.png", "bert"].bones["ulna"] == BoneLabel((3.0, 4.0), 2, "C")
    assert by["1.png", "bert"].annotation_extra == {"mood": "good"}
    assert by["1.png", "anna"].image_extra == {"clinic": 7}
    assert by["2.png", "anna"].annotation_extra["kept"] == [1]
    assert by["3.png", "anna"].image_extra == {"plate": "x"}
    assert set(by["1.png", "anna"].bones) == set(HAND.names)
