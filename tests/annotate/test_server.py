"""Where the server listens, and what it does in the end."""

import socket

import pytest

from tests.annotate.conftest import needs_http


def test_it_listens_on_this_machine_alone() -> None:
    needs_http()
    from boneage_kp.annotate.server import listen

    with listen(0) as listening:
        host, port = listening.getsockname()
        assert host == "127.0.0.1"
        # asyncio sends answers without delay only on sockets that are TCP by name.
        assert listening.proto == socket.IPPROTO_TCP
        with pytest.raises(ValueError, match="--port"):
            listen(port)


def test_secrets_are_new_at_each_start() -> None:
    needs_http()
    from boneage_kp.annotate.server import Secrets

    one, two = Secrets(), Secrets()
    assert len({one.token, one.session, two.token, two.session}) == 4
    assert len(one.token) >= 32
