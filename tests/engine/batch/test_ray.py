"""A batch on a local cluster of two workers, of which one is killed midway."""

import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from boneage_kp.engine.batch.films import FilmFile
from boneage_kp.engine.batch.ray import MISSING, read_with_ray
from boneage_kp.engine.batch.results import BatchResults
from boneage_kp.engine.batch.run import Batch
from boneage_kp.engine.network import NetworkReading
from tests.engine.pixel_networks import ReadsEveryPixel, small_batch, whole_tree, write_films

FILMS = 8


class KillsItself(ReadsEveryPixel):
    """The first process to have read two films is killed before it has read its third."""

    def __init__(self, marks: Path) -> None:
        super().__init__()
        self.marks = marks

    def read(self, grey: np.ndarray) -> NetworkReading:
        (self.marks / f"worker {os.getpid()}").touch()
        if len(self.seen) == 2:
            try:
                os.close(os.open(self.marks / "killed", os.O_CREAT | os.O_EXCL))
                os.kill(os.getpid(), signal.SIGKILL)
            except FileExistsError:
                pass
        return super().read(grey)


def batch_in_worker(out: Path, marks: Path) -> Batch:
    batch = small_batch(out, KillsItself(marks), resume=True)
    batch.readers = 1
    return batch


@pytest.fixture
def cluster(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    ray = pytest.importorskip("ray", reason="the extra [ray] is not installed")
    pytest.importorskip("pyarrow", reason="Ray Data needs pyarrow")
    monkeypatch.setenv("PYTHONPATH", str(root))
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    ray.init(
        num_cpus=2,
        object_store_memory=100_000_000,
        include_dashboard=False,
        log_to_driver=False,
        _node_ip_address="127.0.0.1",
    )
    yield
    ray.shutdown()


def gather(films: list[FilmFile], batch: Batch) -> None:
    with BatchResults(batch.folder.root) as results:
        for outcome in batch.outcomes(films):
            results.add(outcome.row)


@pytest.mark.timeout(240)
def test_a_killed_worker_loses_nothing_and_doubles_nothing(cluster: None, tmp_path: Path) -> None:
    films = write_films(tmp_path / "films", FILMS)
    (tmp_path / "marks").mkdir()
    make_batch = partial(batch_in_worker, tmp_path / "out", tmp_path / "marks")
    kinds = list(read_with_ray(films, make_batch, step=1, workers=2))
    marks = {path.name for path in (tmp_path / "marks").iterdir()}
    assert "killed" in marks
    assert len(marks) == 1 + 3  # two workers, and the one that took the dead one's place
    assert len(kinds) == FILMS and "unreadable" not in kinds
    network = ReadsEveryPixel()
    gather(films, small_batch(tmp_path / "out", network, resume=True))
    assert network.seen == []  # all of it was read on the cluster
    gather(films, small_batch(tmp_path / "whole"))
    assert whole_tree(tmp_path / "out") == whole_tree(tmp_path / "whole")


def test_without_ray_the_cure_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    with pytest.raises(ValueError, match="pip install") as caught:
        list(read_with_ray([], Batch, 1, 1))  # type: ignore[arg-type]
    assert str(caught.value) == MISSING
