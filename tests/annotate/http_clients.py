"""A client in this process, through the whole gate."""

from typing import Any

from boneage_kp.annotate.desk import Desk
from boneage_kp.annotate.server import Secrets, make_app
from tests.annotate.small_desks import PORT


def client_with(desk: Desk, known: Secrets) -> Any:
    """A client without a session."""
    from starlette.testclient import TestClient

    return TestClient(make_app(desk, PORT, known), base_url=f"http://127.0.0.1:{PORT}")
