"""Sets of phantoms: the same bytes however they came about, and never a half file."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))  # workers import the stand-in by its name, too
from stand_in_films import MAKER, Settings, contents, draw, plan  # noqa: E402

from boneage_kp.phantom.dataset_writer import CHUNK, PlanError, write_set  # noqa: E402
from boneage_kp.phantom.mask_file import read_masks  # noqa: E402
from boneage_kp.phantom.workers import WorkerError  # noqa: E402

COUNT = 40
assert COUNT > 3 * CHUNK


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    root = tmp_path_factory.mktemp("unbroken")
    write_set(root, plan(COUNT, with_masks=True), MAKER)
    return contents(root)


def test_a_set_holds_what_the_generator_drew(tmp_path: Path) -> None:
    index = write_set(tmp_path, plan(5, with_masks=True, start=3), MAKER)
    coco = json.loads(index.read_text())
    assert [image["id"] for image in coco["images"]] == [4, 5, 6, 7, 8]
    assert [a["id"] for a in coco["annotations"]] == [4, 5, 6, 7, 8]
    for image, number in zip(coco["images"], range(3, 8), strict=True):
        film = draw(Settings(), 7, number, True)
        stored = cv2.imread(str(tmp_path / image["file_name"]), cv2.IMREAD_UNCHANGED)
        assert stored.dtype == np.uint8 and np.array_equal(stored, film.image)
        masks = read_masks(tmp_path / "masks" / f"{number:06d}.json")
        assert all(np.array_equal(masks[name], film.masks[name]) for name in film.masks)
    assert not (tmp_path / "unfinished").exists()


def test_info_says_how_to_draw_it_again(tmp_path: Path) -> None:
    info = json.loads(write_set(tmp_path, plan(2), MAKER).read_text())["info"]
    assert (info["generator_version"], info["seed"], info["count"]) == ("stand-in 1", 7, 2)
    assert info["parameter_digest"] and info["parameters"] == {"bits": 8}


def test_twelve_bits_keep_their_depth(tmp_path: Path) -> None:
    write_set(tmp_path, plan(1, Settings(bits=12)), MAKER)
    stored = cv2.imread(str(tmp_path / "images/000000.png"), cv2.IMREAD_UNCHANGED)
    assert stored.dtype == np.uint16 and stored.max() == 4095


@pytest.mark.parametrize("workers", [2, 3])
def test_any_number_of_workers_gives_the_same_bytes(
    tmp_path: Path, unbroken: dict[str, bytes], workers: int
) -> None:
    seen: list[tuple[int, int]] = []
    write_set(
        tmp_path,
        plan(COUNT, with_masks=True),
        MAKER,
        workers,
        on_progress=lambda done, total: seen.append((done, total)),
    )
    assert contents(tmp_path) == unbroken
    assert seen == [(n, COUNT) for n in range(COUNT + 1)]


def test_a_film_does_not_depend_on_where_the_set_starts(
    tmp_path: Path, unbroken: dict[str, bytes]
) -> None:
    write_set(tmp_path, plan(4, start=20), MAKER)
    made = contents(tmp_path)
    assert all(
        made[f"images/{n:06d}.png"] == unbroken[f"images/{n:06d}.png"] for n in range(20, 24)
    )


def test_a_killed_run_leaves_whole_files_and_goes_on_to_the_same_bytes(
    tmp_path: Path, unbroken: dict[str, bytes], count: Callable[[int, int], int]
) -> None:
    rng = np.random.default_rng()
    for round_ in range(count(20, 3)):
        root = tmp_path / f"{round_}"
        first, second = sorted(int(n) for n in rng.choice(COUNT - 4, 2, replace=False))
        for films in (first, second):
            _run_until_killed(root, workers=1 + round_ % 2, films=films)
            _assert_nothing_half(root, unbroken)
        write_set(root, plan(COUNT, with_masks=True), MAKER)
        assert contents(root) == unbroken, f"round {round_}, killed at {first} and {second} films"


def _run_until_killed(root: Path, workers: int, films: int) -> None:
    """Make the set in a process of its own and kill that once so many films stand."""
    program = str(Path(__file__).parent / "stand_in_films.py")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, program, str(root), str(COUNT), str(workers)]
    run = subprocess.Popen(command, env=environment)
    while len(list(root.glob("images/0*.png"))) <= films and run.poll() is None:
        pass
    run.kill()
    assert run.wait() == -signal.SIGKILL, "the set was done before the kill"


def _assert_nothing_half(root: Path, unbroken: dict[str, bytes]) -> None:
    """Whatever has its final name is what the unbroken run has; the index names only what is."""
    # The killed run's workers may live on to their next film: only final names are looked at.
    made = contents(root, pattern="[!.]*")
    for name, content in made.items():
        if name in unbroken:
            assert content == unbroken[name], name
    if "annotations.json" in made:
        images = json.loads(made["annotations.json"])["images"]
        assert all(image["file_name"] in made for image in images)


def test_an_image_lost_on_the_way_is_drawn_again(
    tmp_path: Path, unbroken: dict[str, bytes]
) -> None:
    with pytest.raises(ArithmeticError):
        write_set(tmp_path, plan(COUNT, Settings(fail_at=CHUNK + 1), with_masks=True), MAKER)
    (tmp_path / "images/000002.png").unlink()
    write_set(tmp_path, plan(COUNT, with_masks=True), MAKER)
    assert contents(tmp_path) == unbroken


def test_a_finished_set_is_left_alone_and_gaps_in_it_are_named(tmp_path: Path) -> None:
    write_set(tmp_path, plan(3), MAKER)
    before = contents(tmp_path)
    write_set(tmp_path, plan(3), MAKER)
    assert contents(tmp_path) == before
    (tmp_path / "images/000001.png").unlink()
    with pytest.raises(PlanError, match="names 1 files that are gone .*000001.png"):
        write_set(tmp_path, plan(3), MAKER)


def test_another_plan_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ArithmeticError):
        write_set(tmp_path, plan(3, Settings(fail_at=1)), MAKER)
    with pytest.raises(PlanError, match="seed: 7 there, 8 asked"):
        write_set(tmp_path, plan(3, seed=8), MAKER)
    with pytest.raises(PlanError, match=r"parameters\.bits: 8 there, 12 asked"):
        write_set(tmp_path, plan(3, Settings(bits=12)), MAKER)
    write_set(tmp_path, plan(3), MAKER)
    with pytest.raises(PlanError, match="count: 3 there, 4 asked"):
        write_set(tmp_path, plan(4), MAKER)


def test_a_foreign_index_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "annotations.json").write_text("not json")
    with pytest.raises(PlanError, match="not JSON"):
        write_set(tmp_path, plan(3), MAKER)
    assert (tmp_path / "annotations.json").read_text() == "not json"


def test_impossible_plans_are_refused() -> None:
    with pytest.raises(PlanError, match="0 films"):
        plan(0)
    with pytest.raises(PlanError, match="-1"):
        plan(1, start=-1)


def test_a_worker_that_dies_is_named_with_its_films(tmp_path: Path) -> None:
    with pytest.raises(WorkerError, match=r"worker \d.*SIGKILL.*films 16 to 23.*fewer --workers"):
        write_set(tmp_path, plan(COUNT, Settings(die_at=20)), MAKER, workers=2)
    write_set(tmp_path, plan(COUNT), MAKER)


def test_a_worker_that_fails_tells_why(tmp_path: Path) -> None:
    with pytest.raises(
        WorkerError, match=r"(?s)films 16 to 23.*cannot be drawn.*film 21 of seed 7"
    ):
        write_set(tmp_path, plan(COUNT, Settings(fail_at=21)), MAKER, workers=2)
