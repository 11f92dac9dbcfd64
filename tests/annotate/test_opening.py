"""From wishes to a desk: which file, which films, which labels are proposed, what is refused."""

from dataclasses import replace
from pathlib import Path

import pytest

from boneage_kp.annotate.opening import Wishes, file_word, open_desk
from boneage_kp.data.formats import coco
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord, Visibility
from tests.annotate.small_desks import SIZE_HW, desk_at, write_films


@pytest.mark.parametrize(
    ("rater", "word"), [("anna", "anna"), ("Dr. A-B 2", "Dr._A-B_2"), ("ann@x", "ann@x")]
)
def test_a_rater_is_part_of_the_files_name(tmp_path: Path, rater: str, word: str) -> None:
    desk = desk_at(tmp_path, 1, rater=rater)
    assert desk.store.path == tmp_path / f"annotations.{word}.json"
    desk.close()


@pytest.mark.parametrize("rater", ["", ".hidden", "a/b", "a\\b", "..", "a\nb", "x" * 65, " a"])
def test_what_could_be_more_than_a_name_is_refused(rater: str) -> None:
    with pytest.raises(ValueError, match="--rater"):
        file_word(rater)


def labelled(name: str, standard_id: str | None = "tw3_rus", stage: str = "E") -> HandRecord:
    bones = {bone: BoneLabel((5.0, 6.0), Visibility.SEEN, stage) for bone in HAND.names}
    return HandRecord(
        file_name=name, size_hw=SIZE_HW, bones=bones, standard_id=standard_id, rater="bob"
    )


def test_labels_of_a_file_are_proposed_and_not_taken_over(tmp_path: Path) -> None:
    records = [
        labelled("film-0.png"),
        labelled("film-0.png", stage="G"),  # a second hand: the first is proposed
        labelled("film-1.png", "tw2_rus_uk"),  # stages of another standard
        replace(labelled("film-2.png", None), bones={}),  # nothing was said
    ]
    coco.write(records, tmp_path / "set.json")
    desk = desk_at(tmp_path, 3, labels=tmp_path / "set.json")
    zero, one, two = desk.films
    state, proposal, _ = desk.proposals.get(zero)
    assert state == "ready" and proposal is not None and proposal.source == "file"
    assert proposal.bones["radius"].stage == "E"
    assert desk.proposals.get(one)[0] == desk.proposals.get(two)[0] == "none"
    assert desk.work_of(zero).bones["radius"].stage is None
    assert not desk.store.path.exists()
    desk.close()


def test_a_folder_without_films_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no film lies in it"):
        open_desk(tmp_path, [], Wishes())
    (film,) = write_films(tmp_path / "elsewhere", 1)
    (tmp_path / "films").mkdir()
    with pytest.raises(ValueError, match="no film lies in it"):
        open_desk(tmp_path / "films", [(film, None, None)], Wishes())


def test_a_standard_of_other_bones_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="tw3_carpal"):
        desk_at(tmp_path, 1, standard_id="tw3_carpal")
