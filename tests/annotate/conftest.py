"""What tests of the annotator share; those that speak HTTP are skipped without its packages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from boneage_kp.annotate.desk import Desk
from tests.annotate.small_desks import client_of, desk_at


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Three films, no network."""
    made = desk_at(tmp_path / "films")
    yield made
    made.close()


@pytest.fixture
def client(desk: Desk) -> Any:
    """A client of that desk with a session."""
    needs_http()
    return client_of(desk)


def needs_http() -> None:
    """Skip where the page's packages are missing."""
    why = "pip install 'boneage-kp[annotate]' and httpx2, which the tests' client needs"
    for name in ("fastapi", "uvicorn", "httpx2"):
        pytest.importorskip(name, reason=why)
