"""The search runs each network once, goes on where it stopped, and lays parameters beside error."""

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from boneage_kp.cli.main import main
from boneage_kp.engine.hooks.nan_stop import LossFault
from boneage_kp.study.holistic_search.points import Point, depth_of, sweeps_of
from boneage_kp.study.holistic_search.table import lines_of, to_json, to_markdown
from boneage_kp.study.sweep import training
from boneage_kp.study.sweep.runs import Run

CONFIG = "configs/holistic/bone_age_net_baseline.py"
TINY = ["sizes=[(0, 80)]", "batch_size=2", "model.width=0.08", "model.depth=(1, 1, 1)"]
TINY += ["workers=0", "threads=1", "precision=fp32"]
BASE = Point(1.0, (2, 1, 2))


def command(root: Path, output: Path, *more: str) -> list[str]:
    given = ["benchmark", "search", str(root / CONFIG), "--output", str(output)]
    for text in TINY:
        given += ["--set", text]
    return [*given, "--validation", "2", "--steps", "2", *more]


class Stub:
    """Stands in for training: remembers what it was asked, and stops where it is told to."""

    def __init__(self, stop_at: str | None = None) -> None:
        self.asked: list[str] = []
        self.stop_at = stop_at

    def __call__(self, run: Run) -> dict[str, float | None]:
        if run.leaf == self.stop_at:
            raise KeyboardInterrupt
        self.asked.append(run.leaf)
        settings, _ = run.read_config()
        width = settings.model["width"]
        return {"mae_months": 20 + 10 * width, "rmse_months": 30.0, "train_seconds": 5.0}


def test_blocks_go_one_by_one_and_no_sweep_repeats_the_base() -> None:
    found = sweeps_of(BASE, ("blocks", "width", "depth"), (0.7, 1.0, 1.4), ((2, 1, 2), (4, 3, 3)))
    assert found == {
        "base": [BASE],
        "blocks": [
            Point(1.0, depth) for depth in ((1, 1, 2), (0, 1, 2), (2, 0, 2), (2, 1, 1), (2, 1, 0))
        ],
        "width": [Point(0.7, (2, 1, 2)), Point(1.4, (2, 1, 2))],
        "depth": [Point(1.0, (4, 3, 3))],
    }
    assert list(sweeps_of(BASE, ("width",), (0.5,), ())) == ["base", "width"]
    assert depth_of("4/3/3") == (4, 3, 3)
    for text in ("4/3", "4/3/-1", "a/b/c"):
        with pytest.raises(argparse.ArgumentTypeError, match="write N5/N7/N9"):
            depth_of(text)


def test_the_table_is_what_a_hand_count_gives() -> None:
    wide, deep, later = Point(1.4, (2, 1, 2)), Point(1.0, (4, 3, 3)), Point(1.0, (6, 4, 4))
    sweeps = {"base": [BASE], "width": [wide], "depth": [deep, later]}
    parameters = {BASE: 21_787_137, wide: 42_000_000, deep: 35_449_999, later: 47_000_000}
    ran: dict[Point, list[dict[str, float | None]]] = {
        BASE: [dict(mae_months=10.0, rmse_months=12.0, train_seconds=60.0)],
        wide: [
            dict(mae_months=9.0, rmse_months=11.0, train_seconds=90.0),
            dict(mae_months=8.0, rmse_months=11.0, train_seconds=94.0),
        ],
        deep: [dict(mae_months=None, rmse_months=None, train_seconds=3.0)],
        later: [],
    }
    lines = lines_of(sweeps, parameters, ran)
    assert to_markdown(lines).splitlines()[2:] == [
        "| base | 2/1/2 | 1 | 21.8 | 10.00 | – | 12.00 | 60 |",
        "| width | 2/1/2 | 1.4 | 42.0 | 8.50 ± 0.50 | −1.50 | 11.00 ± 0.00 | 92 ± 2.0 |",
        "| depth | 4/3/3 | 1 | 35.4 | – (1 of 1 astray) | – | – | 3 |",
        "| depth | 6/4/4 | 1 | 47.0 | not run | – | – | – |",
    ]
    assert to_json(lines)[1]["mae_less_base"] == -1.5 and to_json(lines)[3]["runs"] == 0


def test_what_was_stopped_goes_on_and_nothing_is_run_twice(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = command(root, tmp_path / "out", "--sweeps", "blocks", "width", "--widths", "0.1")
    leaves = ["1-1-1_w0.08", "0-1-1_w0.08", "1-0-1_w0.08", "1-1-0_w0.08", "1-1-1_w0.1"]
    first = Stub(stop_at=leaves[1])
    monkeypatch.setattr(training, "train_and_validate", first)
    assert main(given) == 130, "as after Ctrl-C"
    assert first.asked == leaves[:1]
    # Where it lies does not matter: files count by what is in them.
    shutil.move(tmp_path / "out", tmp_path / "moved")
    given[given.index("--output") + 1] = str(tmp_path / "moved")
    second = Stub()
    monkeypatch.setattr(training, "train_and_validate", second)
    assert main([*given, "--budget", "0"]) == 0
    assert second.asked == leaves[1:2], "one run, then the budget is spent"
    assert "3 runs are not done; the same command goes on" in capsys.readouterr().out
    assert main(given) == 0
    assert second.asked == leaves[1:]
    document = json.loads((tmp_path / "moved/search.json").read_text())
    assert [row["mae_months"] for row in document["rows"]] == [[20.8]] * 4 + [[21.0]]
    assert document["runs_left"] == 0
    sizes = [row["parameters"] for row in document["rows"]]
    assert sizes[0] > max(sizes[1:4]) and sizes[4] > sizes[0]
    # Other settings in the same folder would make a table of two kinds of runs.
    assert main([*given, "--set", "optimizer.lr=1e-3"]) == 2
    assert "differ in optimizer" in capsys.readouterr().err


def test_a_real_run_of_two_steps(
    tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = command(root, tmp_path / "out", "--sweeps", "width", "--widths", "0.08")
    assert main([*given, "--phantoms", str(tmp_path / "set"), "--set", "train_data.length=4"]) == 0
    said = capsys.readouterr().out
    assert "1 of 1: 1-1-1_w0.08, seed 0: MAE" in said
    table = (tmp_path / "out/search.md").read_text()
    assert "1 epoch of 4 phantoms, 80 px, batches of 2" in table
    assert "measured on 2 other phantoms" in table and "| base | 1/1/1 | 0.08 | 0.1 |" in table
    folder = tmp_path / "out/1-1-1_w0.08/0"
    assert (folder / "weights.safetensors").is_file() and not list(folder.glob("*.pth"))
    (row,) = json.loads((tmp_path / "out/search.json").read_text())["rows"]
    assert 0 < row["mae_months"][0] < 500 and row["train_seconds"][0] > 0


def test_a_network_that_goes_astray_has_no_error_and_stops_nobody(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def astray(*_: Any) -> None:
        raise LossFault("epoch 1, step 2: loss_age is nan")

    monkeypatch.setattr("boneage_kp.engine.train.train", astray)
    folder = tmp_path / "run"
    run = Run("x", root / CONFIG, 0, folder, (), tmp_path / "val.json", 0.0)
    found = training.train_and_validate(run)
    assert found == {"mae_months": None, "rmse_months": None, "train_seconds": 0.0}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--widths", "0"], "--widths"),
        (["--set", "epoch=2"], "'epoch' is unknown; did you mean 'epochs'"),
    ],
)
def test_bad_options_are_refused_with_nothing_run(
    tmp_path: Path,
    root: Path,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    words: str,
) -> None:
    assert main([*command(root, tmp_path / "out"), *options]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_config_without_width_and_depth_is_refused(
    tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = str(root / "configs/holistic/inception_winner.py")
    assert main(["benchmark", "search", config, "--output", str(tmp_path / "out")]) == 2
    assert "(InceptionWinner) says no width and no depth" in capsys.readouterr().err
