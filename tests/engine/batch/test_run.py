"""Batches: order, constant memory, going on, and bad films, with networks that read only pixels."""

import json
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from boneage_kp.engine.batch.films import FilmFile, Shard, read_ahead
from boneage_kp.engine.batch.folder import READINGS
from boneage_kp.engine.batch.results import BatchResults, replace_row, result_paths, rows_in
from boneage_kp.engine.batch.run import Batch, Outcome
from boneage_kp.engine.network import NetworkReading
from boneage_kp.schema.records import Sex
from tests.engine.pixel_networks import ReadsEveryPixel, small_batch, whole_tree, write_films


def read_all(batch: Batch, films: list[FilmFile], shard: Shard | None = None) -> list[Outcome]:
    with BatchResults(batch.folder.root, shard) as results:
        outcomes = []
        for outcome in batch.outcomes(films):
            results.add(outcome.row)
            outcomes.append(outcome)
    return outcomes


@pytest.mark.parametrize("size", [1, 3])
def test_rows_stand_in_the_films_order_with_a_file_each(tmp_path: Path, size: int) -> None:
    films = write_films(tmp_path / "films", 7)
    batch = small_batch(tmp_path / "out", batch=size)
    outcomes = read_all(batch, films)
    assert [outcome.row["file"] for outcome in outcomes] == [film.name for film in films]
    assert list(rows_in(tmp_path / "out" / "results.jsonl")) == [o.row for o in outcomes]
    for film, outcome in zip(films, outcomes, strict=True):
        stored = json.loads(batch.folder.path(READINGS, film.name).read_text())
        assert stored == outcome.row and stored["sex"] == film.sex
        assert stored["score"] is not None and not outcome.resumed
    assert len({json.dumps(outcome.row["bones"]) for outcome in outcomes}) == 7


def test_going_on_reads_only_what_is_missing_and_ends_alike(tmp_path: Path) -> None:
    films = write_films(tmp_path / "films", 5)
    read_all(small_batch(tmp_path / "whole"), films)
    read_all(small_batch(tmp_path / "out"), films[:2])
    network = ReadsEveryPixel()
    outcomes = read_all(small_batch(tmp_path / "out", network, resume=True), films)
    assert [outcome.resumed for outcome in outcomes] == [True, True, False, False, False]
    assert len(network.seen) == 3
    assert whole_tree(tmp_path / "out") == whole_tree(tmp_path / "whole")


def test_a_pass_is_repeated_as_a_whole(tmp_path: Path) -> None:
    films = write_films(tmp_path / "films", 4)
    first = small_batch(tmp_path / "out", batch=2)
    read_all(first, films)
    first.folder.path(READINGS, films[3].name).unlink()
    network = ReadsEveryPixel()
    outcomes = read_all(small_batch(tmp_path / "out", network, batch=2, resume=True), films)
    assert [outcome.resumed for outcome in outcomes] == [True, True, False, False]
    assert len(network.seen) == 2


@pytest.mark.parametrize("change", ["film", "weights", "settings", "sex", "damage"])
def test_what_changed_is_read_again(tmp_path: Path, change: str) -> None:
    films = write_films(tmp_path / "films", 2)
    first = small_batch(tmp_path / "out")
    read_all(first, films)
    network, settings = ReadsEveryPixel(), {"resume": True}
    if change == "film":
        films[0].path.write_bytes(films[1].path.read_bytes())
    elif change == "weights":
        network.digest = "0" * 64
    elif change == "settings":
        settings["bf16"] = True
    elif change == "sex":
        films[0] = FilmFile(films[0].path, films[0].name, Sex.MALE, films[0].age_years)
    else:
        stored = first.folder.path(READINGS, films[0].name)
        stored.write_bytes(stored.read_bytes()[:-300])
    resumed = [
        o.resumed for o in read_all(small_batch(tmp_path / "out", network, **settings), films)
    ]
    both = change in ("weights", "settings")
    assert resumed == [False, not both]


class FailsOnOne(ReadsEveryPixel):
    """Has a fault that one film brings out."""

    def read(self, grey: np.ndarray) -> NetworkReading:
        if (grey == 7).all(axis=(1, 2, 3)).any():
            raise ZeroDivisionError("PatientName^Secret")
        return super().read(grey)


@pytest.mark.parametrize("size", [1, 4])
def test_a_fault_of_ours_costs_one_film_and_tells_no_content(
    tmp_path: Path, size: int, capsys: pytest.CaptureFixture[str]
) -> None:
    import cv2

    films = write_films(tmp_path / "films", 4)
    cv2.imwrite(str(films[2].path), np.full((64, 64), 7, np.uint8))
    films[1].path.write_bytes(b"no film at all")
    outcomes = read_all(small_batch(tmp_path / "out", FailsOnOne(), batch=size), films)
    assert [o.kind == "unreadable" for o in outcomes] == [False, True, True, False]
    said = outcomes[2].row["error"]
    assert "ZeroDivisionError" in said and "please report" in said
    assert "Secret" not in said + capsys.readouterr().err
    stored = outcomes[1].row
    assert stored["error"] and stored["bones"] == {} and stored["verdict"] == "rejected"


def test_shards_share_a_folder_and_a_run_over_all_gathers_them(tmp_path: Path) -> None:
    films = write_films(tmp_path / "films", 5)
    read_all(small_batch(tmp_path / "whole"), films)
    parts = [Shard.parse(f"{n}/3") for n in (1, 2, 3)]
    assert sorted((f for part in parts for f in part.of(films)), key=films.index) == films
    for part in parts:
        read_all(small_batch(tmp_path / "out"), list(part.of(films)), part)
        jsonl, csv = result_paths(tmp_path / "out", part)
        assert [row["file"] for row in rows_in(jsonl)] == [f.name for f in part.of(films)]
        assert csv.name == f"results-{part.number}-of-3.csv"
    network = ReadsEveryPixel()
    read_all(small_batch(tmp_path / "out", network, resume=True), films)
    assert network.seen == []
    for name in ("results.jsonl", "results.csv"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


@pytest.mark.parametrize("text", ["0/4", "5/4", "1", "a/b", "1/0", "-1/4", ""])
def test_shards_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="wanted I/N"):
        Shard.parse(text)


def test_reading_ahead_keeps_order_and_is_bounded() -> None:
    begun, most, lock = 0, 0, threading.Lock()
    taken = 0

    def load(work: int) -> int:
        nonlocal begun, most
        with lock:
            begun += 1
            most = max(most, begun - taken)
        return work * work

    got = []
    for value in read_ahead(range(50), load, threads=3, ahead=4):
        got.append(value)
        taken += 1
    assert got == [n * n for n in range(50)]
    assert 1 < most <= 6  # ahead, the one awaited, and the one just handed over


def test_whoever_stops_early_leaves_no_thread_behind(tmp_path: Path) -> None:
    before = threading.active_count()
    outcomes = small_batch(tmp_path / "out").outcomes(write_films(tmp_path / "films", 6))
    next(outcomes)
    outcomes.close()
    assert threading.active_count() == before


def test_a_row_is_replaced_in_its_place(tmp_path: Path) -> None:
    films = write_films(tmp_path / "films", 3)
    rows = [outcome.row for outcome in read_all(small_batch(tmp_path / "out"), films)]
    replace_row(tmp_path / "out", rows[1] | {"age_years": 3.25})
    replace_row(tmp_path / "out", rows[1] | {"file": "another.png"})
    now = list(rows_in(tmp_path / "out" / "results.jsonl"))
    assert [row["file"] for row in now] == [*(row["file"] for row in rows), "another.png"]
    assert now[1]["age_years"] == 3.25 and now[0] == rows[0] and now[2] == rows[2]
    lines = (tmp_path / "out" / "results.csv").read_text().splitlines()
    assert len(lines) == 5 and ",3.25," in lines[2]


def test_a_film_that_is_gone_for_an_hour_keeps_its_reading(tmp_path: Path) -> None:
    films = write_films(tmp_path / "films", 2)
    rows = [outcome.row for outcome in read_all(small_batch(tmp_path / "out", vis=True), films)]
    before = whole_tree(tmp_path / "out")
    films[0].path.rename(tmp_path / "away.png")
    gone = read_all(small_batch(tmp_path / "out", vis=True, resume=True), films)
    assert [outcome.kind == "unreadable" for outcome in gone] == [True, False]
    (tmp_path / "away.png").rename(films[0].path)
    back = read_all(small_batch(tmp_path / "out", vis=True, resume=True), films)
    assert [outcome.resumed for outcome in back] == [True, True]
    assert [outcome.row for outcome in back] == rows
    assert whole_tree(tmp_path / "out") == before


@pytest.mark.skipif(sys.platform == "win32", reason="no locks on Windows")
def test_two_runs_do_not_mix_their_lines(tmp_path: Path) -> None:
    films = write_films(tmp_path / "films", 1)
    batch = small_batch(tmp_path / "out")
    read_all(batch, films)
    with BatchResults(tmp_path / "out") as results:
        results.add(next(iter(batch.outcomes(films))).row)
        written = (tmp_path / "out" / "results.jsonl").read_bytes()
        with (
            pytest.raises(ValueError, match="another run is writing"),
            BatchResults(tmp_path / "out"),
        ):
            pass
        assert (tmp_path / "out" / "results.jsonl").read_bytes() == written
        with BatchResults(tmp_path / "out", Shard(1, 2)):
            pass  # a shard has files of its own
    read_all(batch, films)
