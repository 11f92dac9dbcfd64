"""The browser is opened without the token where other users could read it."""

import os
import webbrowser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from boneage_kp.annotate.browser import opened_page


def test_the_token_stands_in_a_file_of_ones_own_and_in_no_argument(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    with opened_page("http://127.0.0.1:8710/#token=secret"):
        (address,) = opened
        assert address.startswith("file:") and "secret" not in address
        page = Path(unquote(urlsplit(address).path.lstrip("/" if os.name == "nt" else "")))
        assert "url=http://127.0.0.1:8710/#token=secret" in page.read_text(encoding="utf-8")
        if os.name == "posix":
            assert page.parent.stat().st_mode & 0o077 == 0
    assert not page.exists()
