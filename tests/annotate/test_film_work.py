"""Work on a film: plain and back, its version, its state."""

import json
from dataclasses import replace

from boneage_kp.annotate.film_work import BoneWork, FilmWork
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import Sex

WORK = FilmWork(
    file_name="a/1.png",
    size_hw=(90, 70),
    standard_id="tw3_rus",
    bones={name: BoneWork() for name in HAND.names}
    | {"radius": BoneWork((3.5, 4.25), 1, "G", False, "corrected"), "dp5": BoneWork(absent=True)},
    sex=Sex.FEMALE,
    age_months=100.5,
    machine={"by": "m1"},
    touched=True,
)


def test_through_json_and_back() -> None:
    again = FilmWork.from_plain(json.loads(json.dumps(WORK.as_plain())))
    assert again == WORK and again.version == WORK.version


def test_the_version_follows_what_a_rater_says_and_nothing_else() -> None:
    assert replace(WORK, seconds=99.0, machine=None).version == WORK.version
    moved = dict(WORK.bones) | {"radius": BoneWork((3.5, 4.26), 1, "G", False, "corrected")}
    others = [replace(WORK, done=True), replace(WORK, note="x"), replace(WORK, bones=moved)]
    assert len({work.version for work in [WORK, *others, replace(WORK, sex=None)]}) == 5


def test_states_and_counts() -> None:
    assert FilmWork("a.png", (9, 9), "tw3_rus").state == "todo"
    assert (WORK.state, replace(WORK, done=True).state) == ("started", "done")
    assert (WORK.points, WORK.stages) == (1, 1)
