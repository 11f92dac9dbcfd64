"""Open the page without its token in any process's arguments, where others could read it."""

import tempfile
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PAGE = (
    '<!doctype html><meta http-equiv="refresh" content="0; url={address}"><title>boneage-kp</title>'
)


@contextmanager
def opened_page(address: str) -> Iterator[None]:
    """Show `address` in the user's browser through a file that only the user can read."""
    with tempfile.TemporaryDirectory(prefix="boneage-kp-") as folder:
        page = Path(folder) / "open.html"
        page.write_text(_PAGE.format(address=address), encoding="utf-8")
        webbrowser.open(page.as_uri())
        yield
