"""docs/annotate_api.md names every route and every kind of refusal, and none besides."""

import re
from pathlib import Path

from boneage_kp.annotate.desk import Desk
from tests.annotate.conftest import needs_http


def test_routes(root: Path, desk: Desk) -> None:
    needs_http()
    from fastapi.routing import APIRoute

    from boneage_kp.annotate.gate import POLICY
    from boneage_kp.annotate.server import Secrets, make_app

    text = (root / "docs/annotate_api.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`(GET|POST|PATCH) (/[^`?]*)`", text))
    told = {(method, path.replace("/static/PATH", "/static/{path:path}")) for method, path in told}
    app = make_app(desk, 1, Secrets()).app  # type: ignore[attr-defined]
    there = {(m, r.path) for r in routes_of(app) if isinstance(r, APIRoute) for m in r.methods}
    assert told == there
    assert POLICY in text


def routes_of(app) -> list:  # type: ignore[no-untyped-def]
    """Routes, those of included routers too."""
    found = []
    for route in app.routes:
        inner = getattr(route, "original_router", None) or getattr(route, "router", None)
        found += inner.routes if inner is not None else [route]
    return found


def test_kinds_of_refusals(root: Path) -> None:
    text = (root / "docs/annotate_api.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if re.match(r"\| [45]\d\d", line)]
    told = {kind for row in rows for kind in re.findall(r"`([a-z_]+)`", row.split("|")[2])}
    source = "".join(
        path.read_text(encoding="utf-8") for path in (root / "boneage_kp/annotate").glob("*.py")
    )
    used = set(re.findall(r"Refusal\(\s*[\w]+, \"(\w+)\"", source))
    assert used == told
