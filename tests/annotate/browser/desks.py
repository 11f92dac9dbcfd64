"""Desks for the page's tests: phantoms as films, a reader that knows the truth and doubts some of
it, and a server in a thread of this process."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from boneage_kp.annotate.opening import Wishes, open_desk
from boneage_kp.annotate.proposals import NetworkReader
from boneage_kp.engine.films import Film
from boneage_kp.phantom.generate import Phantom, generate
from boneage_kp.phantom.parameters import PhantomParameters
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneReading, HandReading, HandRecord, Sex

# Bones that the stand-in reader is unsure of, and by how much it misses the point.
UNSURE = {"mp5": 0.52, "ulna": 0.61, "dp3": 0.74}
MISSED_PX = 6.0


@cache
def phantom(size_px: int = 512, index: int = 0) -> Phantom:
    return generate(PhantomParameters(size_px=size_px), 7, index)


def write_films(folder: Path, names: list[str], size_px: int = 512, kinds: int = 3) -> None:
    """Phantoms under these names; more names than kinds repeat them."""
    pictures = []
    for index in range(min(kinds, len(names))):
        done, data = cv2.imencode(".png", phantom(size_px, index).image)
        assert done
        pictures.append(data.tobytes())
    for place, name in enumerate(names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(pictures[place % len(pictures)])


def proposed(record: HandRecord, name: str) -> HandReading:
    """A stand-in for a network's reading: the truth, missed where it is unsure."""
    bones = {}
    for place, bone in enumerate(HAND.names):
        label = record.bones[bone]
        sure = UNSURE.get(bone, 0.97)
        miss = MISSED_PX if bone in UNSURE else 0.4
        stage = label.stage or "B"
        letters = "ABCDEFGH" if bone == "ulna" else "ABCDEFGHI"
        at = letters.index(stage)
        near = letters[at - 1] if at else letters[1]
        posterior = {stage: sure, near: round(1 - sure, 4)}
        xy_px = label.xy_px and (label.xy_px[0] + miss * (-1) ** place, label.xy_px[1] + miss)
        bones[bone] = BoneReading(xy_px, sure, stage, posterior)
    return HandReading(
        file_name=name,
        bones=bones,
        sex=None,
        standard_id="tw3_rus",
        score=None,
        bone_age_months=None,
        bone_age_bound=None,
        age_median_months=None,
        age_mean_months=None,
        interval_months=None,
        verdict="ok",
        reasons=(),
        digests={"model": "stand-in"},
    )


def reader(size_px: int, kinds: int = 3) -> NetworkReader:
    """Tells the phantoms apart by their size in pixels, which differs between them, or takes the
    first."""
    records = [phantom(size_px, index) for index in range(kinds)]

    def read(film: Film) -> HandReading:
        same = [p for p in records if np.array_equal(p.image.shape, film.grey.shape)]
        exact = [p for p in same if abs(float(p.image.mean()) - float(film.grey.mean())) < 0.01]
        return proposed((exact or same or records)[0].record, film.name)

    return NetworkReader(read, "stand-in")


class Running:
    """A server at work: its address with the token, and its desk."""

    def __init__(self, folder: Path, wishes: Wishes, films: list[Any], port: int = 0) -> None:
        uvicorn = pytest.importorskip("uvicorn", reason="needs the extra [annotate]")
        from boneage_kp.annotate.server import Secrets, listen, make_app

        self.desk = open_desk(folder, films, wishes)
        self.listening: socket.socket = listen(port)
        self.port = self.listening.getsockname()[1]
        known = Secrets()
        app = make_app(self.desk, self.port, known)
        config = uvicorn.Config(app, log_level="critical", access_log=False)
        self.server = uvicorn.Server(config)
        self.url = f"http://127.0.0.1:{self.port}/#token={known.token}"
        self.thread = threading.Thread(
            target=self.server.run, kwargs={"sockets": [self.listening]}, daemon=True
        )
        self.thread.start()
        until = time.monotonic() + 20
        while not self.server.started:
            assert self.thread.is_alive() and time.monotonic() < until
            self.thread.join(0.01)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(20)
        self.listening.close()


@contextmanager
def running(
    folder: Path,
    *,
    sex: Sex | None = Sex.FEMALE,
    age_months: float | None = 138.0,
    make_reader: Any = None,
    port: int = 0,
    **wishes: Any,
) -> Iterator[Running]:
    """A server over all PNG films of a folder."""
    films = [(path, sex, age_months) for path in sorted(folder.rglob("*.png"))]
    desk = Running(folder, Wishes(make_reader=make_reader, **wishes), films, port)
    try:
        yield desk
    finally:
        desk.stop()
