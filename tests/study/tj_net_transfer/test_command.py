"""Transfer holds blocks 1 to k, starts from given weights, runs each start once, and tells both."""

import json
import shutil
from pathlib import Path

import pytest
import torch

from boneage_kp.cli.main import main
from boneage_kp.engine.weights_file import read_weights
from boneage_kp.study.sweep import training
from boneage_kp.study.sweep.runs import Run
from boneage_kp.study.tj_net_transfer.runs import Start
from boneage_kp.study.tj_net_transfer.table import line_of, to_json, to_markdown
from tests.study.tj_net.tj_nets import tj_weights

CONFIG = "configs/holistic/tj_net.py"
TINY = ["sizes=[(0, 64)]", "batch_size=2", "workers=0", "threads=1", "precision=fp32"]
TINY += ["model.width=0.1", "model.depth=(1, 1, 1)", "model.sex_units=8", "model.sex_dense=16"]


def command(root: Path, folder: Path, *more: str) -> list[str]:
    given = ["benchmark", "tj-net-transfer", str(root / CONFIG)]
    given += ["--from", str(folder / "w.safetensors"), "--output", str(folder / "out")]
    for text in TINY:
        given += ["--set", text]
    return [*given, "--validation", "2", "--steps", "1", *more]


class Stub:
    """Stands in for training: remembers from what each run was to start, and with what held."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int, bool]] = []

    def __call__(self, run: Run) -> dict[str, float | None]:
        settings, _ = run.read_config()
        frozen = settings.model["frozen_blocks"]
        self.asked.append((run.leaf, frozen, settings.start_from is not None))
        return {"mae_months": 20.0 + frozen, "rmse_months": 30.0, "train_seconds": 5.0}


def test_the_table_is_what_a_hand_count_gives() -> None:
    figures = dict(mae_months=10.0, rmse_months=12.0, train_seconds=60.0)
    lines = [
        line_of(Start(None, 6_079_340), [figures]),
        line_of(Start(0, 6_079_340), [figures | {"mae_months": m} for m in (9.0, 8.0)]),
        line_of(Start(1, 6_060_000), [figures | {"mae_months": None, "rmse_months": None}]),
        line_of(Start(3, 4_680_000), []),
    ]
    assert to_markdown(lines).splitlines()[2:] == [
        "| all learn, anew | 6.08 | 10.00 | – | 12.00 | 60 |",
        "| none | 6.08 | 8.50 ± 0.50 | −1.50 | 12.00 ± 0.00 | 60 ± 0.0 |",
        "| 1 | 6.06 | – (1 of 1 astray) | – | – | 60 |",
        "| 1 to 3 | 4.68 | not run | – | – | – |",
    ]
    assert [row["mae_less_anew"] for row in to_json(lines)] == [0.0, -1.5, None, None]


def test_each_start_is_run_once_and_other_weights_of_the_same_name_are_refused(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    weights = tj_weights(tmp_path / "w.safetensors")
    given = command(root, tmp_path, "--frozen", "0", "3")
    first = Stub()
    monkeypatch.setattr(training, "train_and_validate", first)
    assert main([*given, "--budget", "0"]) == 0
    assert first.asked == [("anew", 0, False)], "one run, then the budget is spent"
    assert "2 runs are not done; the same command goes on" in capsys.readouterr().out
    second = Stub()
    monkeypatch.setattr(training, "train_and_validate", second)
    # Where the weights lie does not matter: they count by what is in them.
    shutil.copy(weights, tmp_path / "same.safetensors")
    given[given.index("--from") + 1] = str(tmp_path / "same.safetensors")
    assert main(given) == 0
    assert second.asked == [("frozen_0", 0, True), ("frozen_3", 3, True)]
    document = json.loads((tmp_path / "out/transfer.json").read_text())
    assert document["runs_left"] == 0
    assert [row["mae_months"] for row in document["rows"]] == [[20.0], [20.0], [23.0]]
    anew, none, three = (row["trained"] for row in document["rows"])
    assert anew == none > three > 0
    tj_weights(tmp_path / "same.safetensors", seed=1)
    assert main(given) == 2
    assert "differ in start_from" in capsys.readouterr().err


def test_a_real_run_holds_its_blocks(
    tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, _ = read_weights(tj_weights(tmp_path / "w.safetensors"))
    drawn = ["--phantoms", str(tmp_path / "set"), "--set", "train_data.length=2"]
    given = [*command(root, tmp_path, "--frozen", "2"), *drawn, "--set", "ema_momentum=0.5"]
    assert main(given) == 0
    said = capsys.readouterr().out
    assert "2 of 2: frozen_2, seed 0: MAE" in said and "Started from w.safetensors" in said
    after, _ = read_weights(tmp_path / "out/frozen_2/0/weights.safetensors")
    moved = {
        name.split(".")[1]
        for name, value in after.items()
        if name.startswith("trunk.") and not torch.equal(value, before[name])
    }
    assert moved == {"block_3", "block_4"}


def test_weights_that_do_not_fit_are_refused_with_nothing_run(
    tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tj_weights(tmp_path / "w.safetensors")
    assert main([*command(root, tmp_path), "--set", "model.joint=False"]) == 2
    assert "does not fit this network" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_another_system_s_config_is_refused(
    tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = str(root / "configs/holistic/inception_winner.py")
    given = ["benchmark", "tj-net-transfer", config, "--from", "w", "--output", str(tmp_path)]
    assert main(given) == 2
    assert "model is a InceptionWinner; blocks are held in a TjNet" in capsys.readouterr().err
