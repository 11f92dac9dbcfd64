"""`compare-films` from the command line, on a set of phantoms that plays the films."""

import json
from pathlib import Path

import pytest

from boneage_kp.cli.main import main


def test_page_and_figures_are_made_and_name_no_film(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    films, out = tmp_path / "films", tmp_path / "out"
    assert main(["make-phantoms", str(films), "-n", "2", "--size", "128"]) == 0
    options = ["-o", str(out), "-n", "1", "--phantoms", "2"]
    assert main(["compare-films", str(films / "annotations.json"), *options]) == 0
    assert {p.name for p in out.iterdir()} == {"beside.png", "statistics.txt", "statistics.json"}
    printed = capsys.readouterr().out
    assert "never commit" in printed and "films inside" in printed
    figures = json.loads((out / "statistics.json").read_text())
    assert figures["films"] == 2 and "0000" not in (out / "statistics.txt").read_text()


def test_bad_input_is_refused_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare-films", "none.json", "-o", str(tmp_path / "o"), "-n", "0"]) == 2
    assert "-n 0" in capsys.readouterr().err
    assert main(["compare-films", "none.json", "-o", str(tmp_path / "o")]) == 2
    assert "none.json" in capsys.readouterr().err
    assert not (tmp_path / "o").exists()
