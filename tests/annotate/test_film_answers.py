"""What the page is told of films: records, and pages of the list that decode nothing."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from boneage_kp.annotate.desk import Desk
from boneage_kp.annotate.film_answers import ListQuery, counts, list_answer, record_answer
from boneage_kp.data.formats import coco
from tests.annotate.small_desks import desk_at
from tests.annotate.test_desk import save
from tests.annotate.test_opening import labelled


@pytest.fixture
def worked(tmp_path: Path) -> Any:
    """film-0 done, film-1 flagged, film-2 untouched, film-3 started."""
    desk = desk_at(tmp_path, 4)
    placed = {"x": 3.0, "y": 4.0, "stage": "F", "decision": "own"}
    save(desk, "film-0.png", "1", done=True, bones={"radius": placed})
    save(desk, "film-1.png", "2", flagged=True)
    save(desk, "film-3.png", "3", note="dark")
    yield desk
    desk.close()


def names(desk: Desk, state: str = "all", search: str = "", limit: int = 9) -> list[str]:
    films = list_answer(desk, ListQuery(0, limit, "name", state, search))["films"]
    return [film["name"] for film in films]


def test_states_search_and_pages(worked: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: Any, **named: Any) -> None:
        raise AssertionError("a list must not decode films")

    monkeypatch.setattr(worked.pixels, "film", refuse)
    assert names(worked, "done") == ["film-0.png"]
    assert names(worked, "started") == ["film-1.png", "film-3.png"]
    assert names(worked, "flagged") == ["film-1.png"]
    assert names(worked, "todo") == ["film-2.png"]
    assert names(worked, search="FILM-3") == ["film-3.png"]
    page = list_answer(worked, ListQuery(3, 2, "name", "all", ""))
    assert (page["total"], len(page["films"])) == (4, 1)
    assert counts(worked) == {"todo": 1, "started": 2, "done": 1, "flagged": 1}
    row = list_answer(worked, ListQuery(0, 1, "name", "all", ""))["films"][0]
    assert (row["points"], row["stages"], row["proposal"]) == (1, 1, "none")


def test_a_film_of_another_size_than_its_labels_is_told(tmp_path: Path) -> None:
    record = replace(labelled("film-0.png"), size_hw=(180, 140), rater="rater-1")
    coco.write([record], tmp_path / "annotations.rater-1.json")
    desk = desk_at(tmp_path, 1)
    film = next(iter(desk.films))
    notes = record_answer(desk, film, desk.work_of(film))["notes"]
    assert any("140 x 180 px, the film has 70 x 90" in note for note in notes)
    desk.close()


def test_names_of_people_are_not_even_looked_for_unasked(worked: Desk) -> None:
    film = next(iter(worked.films))
    assert "identity" not in record_answer(worked, film, worked.work_of(film))
