"""The server is killed at random moments: at most the edit in flight is lost."""

import contextlib
import io
import random
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from boneage_kp.data.formats import coco
from tests.annotate.conftest import needs_http
from tests.annotate.small_desks import write_films
from tests.conftest import ROOT

FILE = "annotations.rater-1.json"


class Server:
    """A server process and a client of it."""

    def __init__(self, folder: Path) -> None:
        import httpx2

        command = [sys.executable, "-m", "tests.annotate.server_to_kill", str(folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert self.process.stdout is not None
        port, token = self.process.stdout.readline().split()
        self.client = httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)
        assert self.client.post("/api/session", json={"token": token}).status_code == 204

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.client.close()


class Rater:
    """Edits films at random and remembers what was answered.

    kept:    film -> x that an answer confirmed.
    flying:  film and x of the edit that got no answer.
    """

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.kept: dict[str, float | None] = {}
        self.flying: tuple[str, float] | None = None
        self.edits = 0

    def look(self, client: Any) -> dict[str, str]:
        """Compare what the server has with what was answered; versions by film."""
        versions = {}
        for film in [row["film"] for row in client.get("/api/films").json()["films"]]:
            record = client.get(f"/api/films/{film}").json()
            versions[film], x = record["version"], record["bones"]["radius"]["x"]
            allowed = {self.kept.get(film)}
            if self.flying and self.flying[0] == film:
                allowed.add(self.flying[1])
            assert x in allowed, f"{film}: {x}, answered was {self.kept.get(film)}"
            self.kept[film] = x
        self.flying = None
        return versions

    def work(self, client: Any, versions: dict[str, str], most: int) -> None:
        """Edit until the server is gone, or `most` edits are done."""
        for _ in range(most):
            film, x = self.dice.choice(sorted(versions)), round(self.dice.uniform(0, 60), 3)
            self.flying = (film, x)
            self.edits += 1
            changes = {"bones": {"radius": {"x": x, "y": 3, "stage": self.dice.choice("BCDEF")}}}
            body = {"version": versions[film], "action": f"{self.edits}", "changes": changes}
            answer = client.patch(f"/api/films/{film}", json=body)
            assert answer.status_code == 200, answer.text
            versions[film] = answer.json()["version"]
            self.kept[film], self.flying = x, None


def check_file(path: Path) -> None:
    """Whole, for us and for pycocotools where it is installed."""
    if not path.exists():
        return  # killed before the first whole file: all is in the journal
    coco.read(path)
    with contextlib.suppress(ImportError), contextlib.redirect_stdout(io.StringIO()):
        from pycocotools.coco import COCO

        COCO(str(path))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_killed_at_random_moments(tmp_path: Path, count: Callable[[int, int], int]) -> None:
    needs_http()
    import httpx2

    write_films(tmp_path, 4)
    rater, kills = Rater(random.Random(8)), 0
    while rater.edits < count(1000, 60):
        server = Server(tmp_path)
        killer = threading.Timer(rater.dice.uniform(0.02, 0.7), server.process.kill)
        try:
            versions = rater.look(server.client)
            killer.start()
            with contextlib.suppress(httpx2.TransportError):
                rater.work(server.client, versions, 10_000)
            kills += 1
        finally:
            killer.cancel()
            server.end()
        check_file(tmp_path / FILE)
    server = Server(tmp_path)
    rater.look(server.client)
    server.process.terminate()
    assert server.process.wait(30) in (0, -15)
    server.end()
    assert kills >= 2
    records = {r.file_name: r for r in coco.read(tmp_path / FILE).records}
    kept = sorted(x for x in rater.kept.values() if x is not None)
    assert sorted(r.bones["radius"].xy_px[0] for r in records.values()) == kept  # type: ignore[index]
    assert (tmp_path / f"{FILE}.journal").read_bytes().count(b"\n") == 1, "nothing unwritten"
