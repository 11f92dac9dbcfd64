"""What gets past the gate, and what does not."""

from pathlib import Path
from typing import Any

import pytest

from boneage_kp.annotate.desk import Desk
from tests.annotate.conftest import needs_http
from tests.annotate.small_desks import PORT, client_of, desk_at

NAME = '<img src=x onerror="alert(1)">&\'.png'


@pytest.fixture
def stranger(desk: Desk) -> Any:
    """A client without a session."""
    needs_http()
    from boneage_kp.annotate.server import Secrets
    from tests.annotate.http_clients import client_with

    return client_with(desk, Secrets(token="right", session="kept"))


def kind(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["kind"]


@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", "127.0.0.1:1", "", "localhost"]
)
def test_foreign_hosts_are_refused(client: Any, host: str) -> None:
    for path in ("/", "/api/setup", "/static/index.html"):
        assert kind(client.get(path, headers={"Host": host})) == (403, "foreign_host")


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        f"https://127.0.0.1:{PORT}",
        "http://127.0.0.1:8000",
        "file://",
    ],
)
def test_foreign_origins_are_refused(client: Any, origin: str) -> None:
    headers = {"Origin": origin}
    assert kind(client.get("/api/setup", headers=headers)) == (403, "foreign_origin")
    answer = client.post("/api/file", json={"decision": "keep"}, headers=headers)
    assert kind(answer) == (403, "foreign_origin")


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_other_sites_and_other_ports_are_refused(client: Any, site: str) -> None:
    headers = {"Sec-Fetch-Site": site}
    assert kind(client.get("/api/setup", headers=headers)) == (403, "foreign_origin")
    assert client.get("/", headers=headers).status_code == 200, "a link to the page may be followed"


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_our_own_names_are_let_in(client: Any, name: str) -> None:
    headers = {"Host": f"{name}:{PORT}", "Origin": f"http://{name}:{PORT}"}
    assert client.get("/api/setup", headers=headers).status_code == 200


def test_data_asks_for_a_session(stranger: Any, desk: Desk) -> None:
    film = next(iter(desk.films)).id
    paths = ["setup", "status", "films", "help/stages", "help/drawings/radius/A"]
    paths += [f"films/{film}{end}" for end in ("", "/image", "/grey", "/thumbnail")]
    for path in paths:
        assert kind(stranger.get(f"/api/{path}")) == (401, "no_session"), path
    assert kind(stranger.patch(f"/api/films/{film}", json={})) == (401, "no_session")
    stranger.cookies.set(f"boneage_kp_{PORT}", "guessed")
    assert kind(stranger.get("/api/setup")) == (401, "no_session")


def test_the_token_opens_one(stranger: Any) -> None:
    assert kind(stranger.post("/api/session", json={"token": "wrong"})) == (401, "no_session")
    answer = stranger.post("/api/session", json={"token": "right"})
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 204
    assert f"boneage_kp_{PORT}=kept" in cookie
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie
    assert stranger.get("/api/setup").status_code == 200


def test_every_answer_carries_the_headers(client: Any, stranger: Any) -> None:
    answers = [client.get("/"), client.get("/api/setup"), client.get("/api/nothing")]
    answers += [stranger.get("/api/setup"), client.get("/", headers={"Host": "evil"})]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self';" in policy and "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in answer.headers


def test_long_bodies_are_refused(client: Any, desk: Desk) -> None:
    film = next(iter(desk.films)).id
    long = b'{"x": "' + b"x" * 70_000 + b'"}'
    headers = {"Content-Type": "application/json"}
    answer = client.patch(f"/api/films/{film}", content=long, headers=headers)
    assert kind(answer) == (413, "too_large")

    def pieces() -> Any:  # no length is declared
        yield from [long[i : i + 1000] for i in range(0, len(long), 1000)]

    answer = client.patch(f"/api/films/{film}", content=pieces(), headers=headers)
    assert kind(answer) == (413, "too_large")


def test_bodies_that_are_no_json(client: Any) -> None:
    as_form = client.post("/api/score", content=b"{}", headers={"Content-Type": "text/plain"})
    assert kind(as_form) == (415, "not_json")
    headers = {"Content-Type": "application/json"}
    for body in (b"", b"[1]", b"{", b'{"age_months": NaN}', b"\xff", b"[" * 60_000):
        answer = client.post("/api/score", content=body, headers=headers)
        assert kind(answer) == (400, "bad_request"), body[:20]


@pytest.mark.parametrize(
    "path",
    [
        "/static/../server.py",
        "/static/..%2fserver.py",
        "/static/%2e%2e/server.py",
        "/static/%2e%2e%2fserver.py",
        "/static//etc/passwd",
        "/static/..\\server.py",
        "/static/%00",
        "/api/films/..%2f..%2fetc%2fpasswd",
        "/api/films/film-0.png/image",
        "/api/help/drawings/..%2f..%2fserver/A",
        "/api/help/drawings/radius/..",
        "/docs",
        "/openapi.json",
    ],
)
def test_no_address_leads_out(client: Any, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert b"import" not in answer.content and b"root:" not in answer.content


def test_links_that_lead_out_are_not_followed(tmp_path: Path) -> None:
    needs_http()
    outside = tmp_path / "outside"
    desk_at(outside, 1).close()
    inside = tmp_path / "films"
    inside.mkdir()
    (inside / "film-1.png").symlink_to(outside / "film-0.png")
    (inside / "loop.png").symlink_to(inside / "loop.png")
    from boneage_kp.annotate.opening import Wishes, open_desk

    paths = [inside / "film-1.png", inside / "loop.png", inside / ".." / "outside" / "film-0.png"]
    with pytest.raises(ValueError, match="no film"):
        open_desk(inside, [(path, None, None) for path in paths], Wishes())


def test_a_link_put_there_later_is_not_followed(tmp_path: Path) -> None:
    needs_http()
    desk = desk_at(tmp_path / "films", 2)
    client = client_of(desk)
    film = list(desk.films)[1]
    secret = tmp_path / "secret.png"
    film.path.rename(secret)
    film.path.symlink_to(secret)
    for end in ("", "/image", "/grey", "/thumbnail"):
        assert kind(client.get(f"/api/films/{film.id}{end}")) == (422, "unreadable_film")
    desk.close()


def test_names_stay_text(tmp_path: Path) -> None:
    """A film's name comes back inside JSON alone, never as a page."""
    needs_http()
    from boneage_kp.annotate.opening import Wishes, open_desk

    folder = tmp_path / "films"
    desk_at(folder, 1).close()
    (folder / NAME).write_bytes((folder / "film-0.png").read_bytes())
    desk = open_desk(folder, [(folder / NAME, None, None)], Wishes())
    client = client_of(desk)
    answer = client.get("/api/films")
    assert answer.json()["films"][0]["name"] == NAME
    assert answer.headers["content-type"] == "application/json"
    assert NAME not in client.get("/").text
    desk.close()
