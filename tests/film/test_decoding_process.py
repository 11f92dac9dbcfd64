"""Decoding where it can be killed: what dies is told, replaced, and never outlives its parent."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from boneage_kp.film.decoding import pool as decoding_pool
from boneage_kp.film.decoding import process as decoding_process
from boneage_kp.film.decoding.pool import decode_apart, end_idle_processes
from boneage_kp.film.error import FilmError
from boneage_kp.film.limits import DEFAULT_LIMITS, FilmLimits
from boneage_kp.film.read import CAN_BE_KILLED, read_film
from tests.film.picture_files import encoded, hand_like, png

pytestmark = pytest.mark.skipif(not CAN_BE_KILLED, reason="Windows decodes in the same process")
GREY = hand_like(bits=16)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.png"
    path.write_bytes(encoded(".png", GREY))
    return path


@pytest.fixture(autouse=True)
def none_left() -> Iterator[None]:
    end_idle_processes()
    yield
    end_idle_processes()


def idle_pids() -> list[int]:
    return [process.pid for process in decoding_pool._idle]


def test_one_process_serves_many_films(film: Path) -> None:
    pids = set()
    for _ in range(5):
        np.testing.assert_array_equal(decode_apart(film, DEFAULT_LIMITS).grey, GREY)
        pids.update(idle_pids())
    assert len(pids) == 1


def test_a_refused_film_costs_no_process(film: Path, tmp_path: Path) -> None:
    read_film(film)
    before = idle_pids()
    (tmp_path / "bomb.png").write_bytes(png(60_000, 60_000))
    with pytest.raises(FilmError, match="bomb.png: is 60000 x 60000 pixels"):
        read_film(tmp_path / "bomb.png")
    assert idle_pids() == before


def test_a_killed_process_is_replaced(film: Path) -> None:
    read_film(film)
    (first,) = idle_pids()
    os.kill(first, signal.SIGKILL)
    np.testing.assert_array_equal(read_film(film).grey, GREY)
    assert idle_pids() != [first]


def test_a_film_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    """A 16-bit PNG of 36 million pixels takes far longer than 20 ms on any machine."""
    path = tmp_path / "slow.png"
    path.write_bytes(png(6000, 6000, 16, 0, b"\0" * (6000 * 12001)))
    with pytest.raises(FilmError, match="slow.png: took more than 0.02 seconds"):
        read_film(path, limits=FilmLimits(seconds=0.02))
    assert idle_pids() == []
    assert read_film(path).grey.shape == (6000, 6000)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is bounded on Linux")
def test_a_film_that_needs_too_much_memory_is_given_up(tmp_path: Path, film: Path) -> None:
    path = tmp_path / "large.png"
    path.write_bytes(png(6000, 6000, 16, 0, b"\0" * (6000 * 12001)))
    with pytest.raises(FilmError, match="large.png: needs more than 40 MB to be decoded"):
        read_film(path, limits=FilmLimits(memory_bytes=40 * 2**20))
    np.testing.assert_array_equal(read_film(film).grey, GREY)


def test_threads_get_their_own_films(tmp_path: Path) -> None:
    for i in range(8):
        (tmp_path / f"{i}.png").write_bytes(encoded(".png", GREY + np.uint16(i)))
    wrong: list[int] = []

    def ask(i: int) -> None:
        for _ in range(5):
            if not np.array_equal(read_film(tmp_path / f"{i}.png").grey, GREY + np.uint16(i)):
                wrong.append(i)

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == [] and 1 <= len(idle_pids()) <= 4


def test_a_forked_worker_takes_a_process_of_its_own(film: Path) -> None:
    read_film(film)
    before = idle_pids()
    child = os.fork()
    if child == 0:
        good = np.array_equal(read_film(film).grey, GREY) and idle_pids() != before
        end_idle_processes()
        os._exit(0 if good else 1)
    assert os.waitpid(child, 0)[1] == 0
    np.testing.assert_array_equal(read_film(film).grey, GREY)
    assert idle_pids() == before


PARENT = """
import sys, time
from boneage_kp.film.decoding import pool as decoding_pool
from boneage_kp.film.read import read_film
read_film(sys.argv[1])
print(decoding_pool._idle[0].pid, flush=True)
if sys.argv[2] == "wait":
    time.sleep(600)
"""


@pytest.mark.parametrize("how", ["kill", "end"])
def test_it_does_not_outlive_its_parent(film: Path, how: str) -> None:
    arguments = [sys.executable, "-c", PARENT, str(film), "wait" if how == "kill" else "end"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        if how == "kill":
            parent.kill()
        parent.wait()
    assert until(lambda: not is_running(pid))


def test_nothing_starts_before_the_first_film() -> None:
    code = (
        "import sys; from boneage_kp.film import read\n"
        "from boneage_kp.film.decoding import pool as d\n"
        "print(len(d._idle), 'pydicom' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.split() == ["0", "False"], done.stderr


def test_one_that_cannot_start_says_so(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding_process, "_PROGRAM", "raise SystemExit(1)")
    with pytest.raises(FilmError, match="does not start.*boneage-kp doctor"):
        read_film(film)


def until(true: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether it comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        threading.Event().wait(0.02)
    return False


def is_running(pid: int) -> bool:
    """A process that ended but was not fetched by its parent does not count."""
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return done.stdout.strip() not in ("", "Z", "Z+")
