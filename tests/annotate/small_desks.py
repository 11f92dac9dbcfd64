"""Desks with a few small films, and clients of their servers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from boneage_kp.annotate.desk import Desk
from boneage_kp.annotate.opening import Wishes, open_desk

PORT = 8710
SIZE_HW = (90, 70)


def write_films(folder: Path, count: int = 3) -> list[Path]:
    """`count` 12-bit films of noise."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for index in range(count):
        grey = np.random.default_rng(index).integers(100, 4000, SIZE_HW, np.uint16)
        paths.append(folder / f"film-{index}.png")
        assert cv2.imwrite(str(paths[-1]), grey)
    return paths


def desk_at(folder: Path, count: int = 3, **wishes: Any) -> Desk:
    """A desk on `count` films."""
    paths = write_films(folder, count)
    return open_desk(folder, [(path, None, None) for path in paths], Wishes(**wishes))


def client_of(desk: Desk) -> Any:
    """A client with a session."""
    from boneage_kp.annotate.server import Secrets
    from tests.annotate.http_clients import client_with

    known = Secrets()
    client = client_with(desk, known)
    assert client.post("/api/session", json={"token": known.token}).status_code == 204
    return client


def saver(client: Any, film: str) -> Callable[..., Any]:
    """`save(bones={…})` sends one action on the film's newest version."""
    count = 0

    def save(**changes: Any) -> Any:
        nonlocal count
        count += 1
        version = client.get(f"/api/films/{film}").json()["version"]
        body = {"version": version, "action": f"{film}-{count}", "seconds": 1, "changes": changes}
        return client.patch(f"/api/films/{film}", json=body)

    return save
