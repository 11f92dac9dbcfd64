"""The command trains what takes part with a tiny budget, goes on, and writes one table."""

import json
import shutil
from pathlib import Path

import pytest

from boneage_kp.cli.main import main
from boneage_kp.study.system_comparison import training
from boneage_kp.study.system_comparison.films import SharedFilms
from tests.study.system_comparison.conftest import COUNTS, FILM_PX

RESNET = "model.backbone.model_name=resnet10t"
SMALL = [
    *("batch_size=2", "workers=0", "threads=1", "precision=fp32"),
    *("tj_net*:model.width=0.1", "tj_net*:model.depth=(1, 1, 1)", "tj_net*:model.sex_dense=8"),
    *("bone_age_net*:model.width=0.08", "bone_age_net*:model.depth=(1, 1, 1)"),
    "bone_age_net:model.dense=(8,)",
    *(f"inception_winner:{RESNET}", "inception_winner:model.dense=(8,)", f"resnet_study:{RESNET}"),
    *("regional_*:model.widths=(4, 6)", "regional_*:model.dense=(5,)"),
    *("hand_mask:model.widths=(4, 6)", f"fpn_r18:{RESNET}"),
    *("fpn_r18:model.neck.widths=(8, 8, 8, 8, 8)", "fpn_r18:model.neck.smooth=(1,)"),
]


def command(root: Path, out: Path, systems: list[str], *more: str) -> list[str]:
    given = ["benchmark", "systems", "--output", str(out), "--configs", str(root / "configs")]
    given += ["--images", "2", "--size", "96", "--film-px", str(FILM_PX), "--rounds", "1"]
    for name in ("train", "fit", "held_out"):
        given += [f"--{name.replace('_', '-')}", str(getattr(COUNTS, name))]
    if systems:
        given += ["--systems", *systems]
        prefixes = tuple("fpn_" if name == "detector" else name for name in systems)
    else:
        prefixes = ("",)
    for text in SMALL:
        if ":" not in text.partition("=")[0] or text.startswith(prefixes):
            given += ["--set", text]
    return [*given, *more]


@pytest.fixture
def out(tmp_path: Path, films: SharedFilms) -> Path:
    """An output folder whose phantoms are drawn already."""
    shutil.copytree(films.train.parent.parent, tmp_path / "out" / "films")
    return tmp_path / "out"


def test_one_command_trains_compares_and_goes_on(
    root: Path,
    out: Path,
    tmp_path: Path,
    films: SharedFilms,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = tmp_path / "comparison.md"
    page.write_text("Before.\n\n<!-- table -->\nold\n<!-- /table -->\n\nAfter.\n")
    given = command(root, out, ["tj_net", "detector", "regional"], "--doc", str(page))
    given += ["--regional", "a_regression", "--points", "none", "--real", str(films.fit)]
    assert main(given) == 0
    said = capsys.readouterr().out
    assert "tj_net: 2 images in" in said and "regional_a_regression: 2 images in" in said
    rows = {row["name"]: row for row in json.loads((out / "systems.json").read_text())["rows"]}
    assert list(rows) == ["the median age", "tj_net", "regional", "detector"]
    for name in ("tj_net", "regional"):
        row = rows[name]
        assert row["images"] == 2 and row["minutes"] > 0 and row["seconds_a_film"] > 0
        assert row["size_px"] == 96 and 100 < row["parameters"] < 2_000_000
        assert row["held_out"]["read"] == row["held_out"]["films"] == COUNTS.held_out
        assert 0 < row["held_out"]["mae_months"] < 250 and row["yours"]["films"] == COUNTS.fit
    # Hardly trained, the detector's checks refuse what it reads; that is counted, not left out.
    detector = rows["detector"]["held_out"]
    assert detector["films"] == COUNTS.held_out and 0 <= detector["read"] <= detector["films"]
    assert rows["detector"]["seconds_a_film"] > 0, "a film that is refused was read, too"
    assert rows["the median age"]["held_out"]["mae_months"] > 0
    text = page.read_text()
    assert text.startswith("Before.") and text.endswith("After.\n") and "old" not in text
    assert "About 2 images of training a system, all at 96 px" in text and "`tj_net`" in text
    assert "4 phantoms of 128 px to train on, measured on 3 others" in text
    # Again: nothing is trained or measured anew, and the figures are the same.
    monkeypatch.setattr(training, "train", None)
    monkeypatch.setattr("boneage_kp.study.system_comparison.measure.figures_of", None)
    monkeypatch.setattr(
        "boneage_kp.study.system_comparison.rows.median_says",
        lambda films: None,
    )
    assert main(given[: given.index("--doc")] + given[given.index("--doc") + 2 :]) == 0
    assert "tj_net: was there: 2 images" in capsys.readouterr().out
    again = {row["name"]: row for row in json.loads((out / "systems.json").read_text())["rows"]}
    for name in ("tj_net", "regional", "detector"):
        assert again[name] | {"seconds_a_film": 0} == rows[name] | {"seconds_a_film": 0}
    given[given.index("--images") + 1] = "3"
    assert main(given) == 2
    assert "differ in budget" in capsys.readouterr().err


@pytest.mark.slow
def test_every_system_takes_part_with_its_mask_and_the_shipped_detector(
    root: Path, out: Path
) -> None:
    assert main(command(root, out, [])) == 0
    rows = json.loads((out / "systems.json").read_text())["rows"]
    assert len(rows) == 1 + len(list((root / "configs/holistic").glob("*.py"))) + 3
    by_name = {row["name"]: row for row in rows}
    shipped = by_name["detector_shipped"]
    assert shipped["images"] is None and shipped["size_px"] > 96 and shipped["seconds_a_film"] > 0
    for row in rows:
        assert row["held_out"] is not None or row["notes"][0].startswith("cannot read"), row["name"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--systems", "x"], "--systems 'x' is unknown; known: bone_age_net"),
        (["--held-out", "0"], "--held-out 0: a whole number from 1"),
        (["--views", "11"], "--views 11"),
        (["--set", "x:epochs=2"], "no network that is trained is called 'x'"),
        (["--size", "100"], "each size must be a multiple of 32"),
        (["--real", "none.json"], "--real none.json: there is no such file"),
        (["--points", "none.onnx"], "--points none.onnx: there is no such file"),
        (["--images", "0"], "a budget of 0 images"),
    ],
)
def test_what_does_not_fit_is_refused_with_nothing_drawn(
    root: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    words: str,
) -> None:
    assert main([*command(root, tmp_path / "out", []), *options]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_page_without_a_place_for_the_table_is_refused_first(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text("No marks.\n")
    assert main(command(root, tmp_path / "out", ["tj_net"], "--doc", str(page))) == 2
    assert "holds 0 times <!-- table -->" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
