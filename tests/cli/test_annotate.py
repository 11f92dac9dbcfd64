"""The command: what it opens, and what it refuses in words."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from boneage_kp.cli.main import main
from tests.annotate.conftest import needs_http
from tests.annotate.small_desks import write_films


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        (["nothing-there"], "nothing-there"),
        (["film-0.png"], "wanted a folder"),
        ([".", "--rater", "../x"], "--rater"),
        ([".", "--rater", "a/b"], "--rater"),
        ([".", "--standard", "tw9"], "tw9"),
        ([".", "--confident", "90"], "--confident 90: wanted a share"),
        (["empty"], "holds no film"),
    ],
)
def test_refusals(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    extra: list[str],
    words: str,
) -> None:
    needs_http()
    write_films(tmp_path, 1)
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    arguments = ["--port", "0", "--no-browser", "--no-proposals"]
    assert main(["annotate", *extra, *arguments]) == 2
    assert words in capsys.readouterr().err
    assert not list(tmp_path.glob("annotations*"))


def test_missing_packages_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [n for n in sys.modules if n.startswith("boneage_kp.annotate")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert main(["annotate", str(tmp_path)]) == 2
    assert "boneage-kp[annotate]" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_tools_annotate_serves_and_ends(tmp_path: Path, root: Path) -> None:
    needs_http()
    import signal

    import httpx2

    write_films(tmp_path, 2)
    command = [sys.executable, "tools/annotate.py", str(tmp_path), "--port", "0", "--no-browser"]
    process = subprocess.Popen(
        [*command, "--no-proposals"], cwd=root, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        lines = [process.stdout.readline() for _ in range(3)]
        assert lines[0].startswith("2 films in ")
        found = re.search(r"(http://127\.0\.0\.1:\d+)/#token=(\S+)", lines[2])
        assert found is not None
        with httpx2.Client(base_url=found[1], transport=httpx2.HTTPTransport(retries=5)) as client:
            assert client.post("/api/session", json={"token": found[2]}).status_code == 204
            assert client.get("/api/setup").json()["proposals"] is False
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
