"""Films read ahead in the background, kept between runs, and never in the way."""

import threading
from pathlib import Path
from typing import Any

import pytest

from boneage_kp.annotate.film_answers import ListQuery, list_answer, record_answer
from boneage_kp.annotate.opening import Wishes, open_desk
from boneage_kp.annotate.proposals import NetworkReader
from boneage_kp.engine.films import Film
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneReading, HandReading, Sex
from tests.annotate.small_desks import desk_at


def reading(film: Film, sure: float = 0.9) -> HandReading:
    """A reading that is less sure of mp5."""
    bones = {
        name: BoneReading((10.0, 20.0), 0.8, "F", {"E": 1 - sure, "F": sure}) for name in HAND.names
    }
    bones["mp5"] = BoneReading(None, 0.1, None, {})
    return HandReading(
        film.name, bones, Sex.FEMALE, "tw3_rus", None, None, None, None, None, None,
        "review", ("a reason",), {"model": "m1"},
    )  # fmt: skip


class Reader:
    """Counts what it reads, and waits when told to."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.go = threading.Event()
        self.started = threading.Event()

    def make(self) -> NetworkReader:
        return NetworkReader(self.read, "m1")

    def read(self, film: Film) -> HandReading:
        self.started.set()
        assert self.go.wait(20)
        self.names.append(film.name)
        return reading(film)


def settled(desk: Any) -> None:
    desk.proposals._thread.join(20)
    assert not desk.proposals._thread.is_alive()


def test_the_open_film_comes_next(tmp_path: Path) -> None:
    reader = Reader()
    desk = desk_at(tmp_path, 4, make_reader=reader.make)
    assert reader.started.wait(20)
    films = list(desk.films)
    assert desk.proposals.get(films[3])[0] == "waiting"
    desk.proposals.want(films[3])
    reader.go.set()
    settled(desk)
    assert reader.names == ["film-0.png", "film-3.png", "film-1.png", "film-2.png"]
    answer = record_answer(desk, films[3], desk.work_of(films[3]))["proposal"]
    assert (answer["state"], answer["verdict"], answer["reasons"]) == (
        "ready",
        "review",
        ["a reason"],
    )
    assert answer["uncertain_first"][0] == "mp5"
    assert answer["bones"]["mp5"]["x"] is None
    desk.close()


def test_readings_are_kept_while_film_and_network_stay(tmp_path: Path) -> None:
    first = Reader()
    first.go.set()
    desk = desk_at(tmp_path, 3, make_reader=first.make)
    settled(desk)
    desk.close()
    cache = next(tmp_path.glob(".*proposals.jsonl"))
    lines = cache.read_text().splitlines()
    cache.write_text("\n".join([*lines[:2], lines[2][:50]]))  # the last one torn by a kill
    second = Reader()
    second.go.set()
    desk = desk_at(tmp_path, 3, make_reader=second.make)  # writes the films anew: other times
    settled(desk)
    assert len(second.names) == 3
    desk.close()
    third = Reader()
    third.go.set()
    paths = [(path, None, None) for path in sorted(tmp_path.glob("*.png"))]
    desk = open_desk(tmp_path, paths, Wishes(make_reader=third.make))
    settled(desk)
    assert third.names == []
    desk.close()
    other = open_desk(tmp_path, paths, Wishes(make_reader=lambda: NetworkReader(third.read, "m2")))
    settled(other)
    assert len(third.names) == 3, "another network reads anew"
    other.close()


def test_no_network_is_said_and_changes_nothing(tmp_path: Path) -> None:
    def missing() -> NetworkReader:
        raise ImportError("No module named 'torch'")

    desk = desk_at(tmp_path, 2, make_reader=missing)
    settled(desk)
    film = next(iter(desk.films))
    assert desk.proposals.get(film) == ("none", None, "No module named 'torch'")
    assert record_answer(desk, film, desk.work_of(film))["proposal"]["state"] == "none"
    desk.close()


def test_an_unreadable_film_fails_alone(tmp_path: Path) -> None:
    reader = Reader()
    desk = desk_at(tmp_path, 3, make_reader=reader.make)
    assert reader.started.wait(20)
    films = list(desk.films)
    films[1].path.write_bytes(b"GIF89a")
    reader.go.set()
    settled(desk)
    state, _, message = desk.proposals.get(films[1])
    assert state == "failed" and "GIF" in message
    assert desk.proposals.get(films[2])[0] == "ready"
    desk.close()


def test_next_puts_doubt_first(tmp_path: Path) -> None:
    reader = Reader()
    reader.go.set()
    desk = desk_at(tmp_path, 3, make_reader=reader.make, by_gain=True)
    settled(desk)
    films = list(desk.films)
    del desk.proposals._ready[films[0].id]
    rows = list_answer(desk, ListQuery(0, 10, "next", "all", ""))["films"]
    assert [row["name"] for row in rows] == ["film-1.png", "film-2.png", "film-0.png"]
    assert rows[0]["reasons"] == ["mp5 was not found", "the checks ask for a person"]
    del desk.proposals._ready[films[1].id]  # what changes meanwhile moves no film between pages
    later = list_answer(desk, ListQuery(1, 10, "next", "all", ""))["films"]
    assert [row["name"] for row in later] == ["film-2.png", "film-0.png"]
    anew = list_answer(desk, ListQuery(0, 10, "next", "all", ""))["films"]
    assert anew[0]["name"] == "film-2.png"
    desk.close()


def test_what_breaks_on_one_film_keeps_no_other_from_being_read(tmp_path: Path) -> None:
    def read(film: Film) -> HandReading:
        if film.name == "film-1.png":
            raise RuntimeError("out of memory")
        return reading(film)

    desk = desk_at(tmp_path, 3, make_reader=lambda: NetworkReader(read, "m1"))
    settled(desk)
    states = [desk.proposals.get(film)[::2] for film in desk.films]
    assert states == [("ready", ""), ("failed", "RuntimeError: out of memory"), ("ready", "")]
    desk.close()


def test_a_network_that_cannot_be_made_is_told_whatever_its_library_raises(tmp_path: Path) -> None:
    def broken() -> NetworkReader:
        raise RuntimeError("PytorchStreamReader failed")

    desk = desk_at(tmp_path, 1, make_reader=broken)
    settled(desk)
    assert desk.proposals.as_plain()["reason"] == "RuntimeError: PytorchStreamReader failed"
    assert desk.proposals.get(next(iter(desk.films)))[0] == "none"
    desk.close()


def test_kept_readings_carry_their_beta_and_a_full_disk_stops_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_at(tmp_path, 2, make_reader=lambda: NetworkReader(reading, "m1", 0.7))
    settled(desk)
    cache = desk.proposals._cache
    desk.close()
    paths = [(path, None, None) for path in sorted(tmp_path.glob("*.png"))]
    cold = Wishes(make_reader=lambda: NetworkReader(reading, "m1", 0.7))
    desk = open_desk(tmp_path, paths, cold)
    settled(desk)
    proposal = desk.proposals.get(next(iter(desk.films)))[1]
    assert proposal is not None and proposal.beta == 0.7
    desk.close()
    cache.unlink()
    cache.mkdir()  # nothing can be written there
    desk = open_desk(tmp_path, paths, cold)
    settled(desk)
    assert [desk.proposals.get(film)[0] for film in desk.films] == ["ready", "ready"]
    desk.close()
