"""What the routes ask of a desk: where a film's facts come from, what is kept beside a decision."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from boneage_kp.annotate.desk import Desk
from boneage_kp.annotate.opening import Wishes, open_desk
from boneage_kp.data.formats import coco
from boneage_kp.schema.records import HandRecord, Sex
from tests.annotate.small_desks import SIZE_HW, desk_at, write_films
from tests.annotate.test_opening import labelled


def save(desk: Desk, name: str, action: str, **changes: Any) -> Any:
    film = desk.films.named(name)
    assert film is not None
    body = {"changes": changes, "seconds": 2.0}
    return desk.save(film, action, desk.work_of(film).version, body)


@pytest.mark.parametrize(
    ("listed", "filed", "sex", "source"),
    [(None, None, None, None), ("M", None, "M", "file"), ("M", "F", "F", "file")],
)
def test_the_annotation_file_knows_a_films_sex_better_than_the_list(
    tmp_path: Path, listed: str | None, filed: str | None, sex: str | None, source: str | None
) -> None:
    (film,) = write_films(tmp_path, 1)
    known = HandRecord("film-0.png", SIZE_HW, {}, sex=Sex(filed) if filed else None, rater="bob")
    coco.write([known], tmp_path / "annotations.rater-1.json")
    desk = open_desk(tmp_path, [(film, Sex(listed) if listed else None, 100.0)], Wishes())
    work = desk.work_of(next(iter(desk.films)))
    assert (work.sex, work.sex_source) == (sex, source)
    assert (work.age_months, work.age_source) == (100.0, "file")
    desk.close()


def test_the_machines_word_is_kept_with_the_first_decision_and_stays(tmp_path: Path) -> None:
    coco.write([labelled("film-0.png")], tmp_path / "set.json")
    desk = desk_at(tmp_path, 2, labels=tmp_path / "set.json")
    assert save(desk, "film-0.png", "1", flagged=True).machine is None  # nothing decided yet
    accepted = {"x": 5.0, "y": 6.0, "stage": "E", "decision": "accepted"}
    machine = save(desk, "film-0.png", "2", bones={"radius": accepted}).machine
    assert machine["source"] == "file" and machine["by"] == "bob"
    assert machine["bones"]["radius"]["stage"] == "E"
    film = desk.films.named("film-0.png")
    assert film is not None
    other = replace(desk.proposals._ready[film.id], by="somebody else")
    desk.proposals._ready[film.id] = other
    corrected = {"stage": "F", "decision": "corrected"}
    assert save(desk, "film-0.png", "3", bones={"radius": corrected}).machine == machine
    own = {"x": 1.0, "y": 1.0, "decision": "own"}
    assert save(desk, "film-1.png", "4", bones={"ulna": own}).machine is None  # no proposal
    desk.close()


def test_stages_are_checked_by_the_standard_that_the_film_was_rated_by(tmp_path: Path) -> None:
    record = replace(labelled("film-0.png", "tw2_rus_uk"), rater="rater-1")
    coco.write([record], tmp_path / "annotations.rater-1.json")
    desk = desk_at(tmp_path, 2)
    zero, one = (desk.work_of(film) for film in desk.films)
    assert desk.standard_of(zero).id == "tw2_rus_uk" and desk.standard_of(one) is desk.standard
    assert desk.standard_of(zero) is desk.standard_of(zero)  # loaded once
    desk.close()
