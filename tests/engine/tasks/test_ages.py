"""Whole-image systems train through the same engine, and neither kind is taken for the other."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch

from boneage_kp.engine.config_file import settings_of
from boneage_kp.engine.hooks.csv_log import read_rows
from boneage_kp.engine.network import TorchNetwork
from boneage_kp.engine.plain_checkpoint import load_plain
from boneage_kp.engine.settings import ConfigError
from boneage_kp.engine.weights_file import load_weights, read_weights
from boneage_kp.engine.wrong_model import WrongModel
from boneage_kp.models.detector import BoneDetector
from boneage_kp.models.holistic.inception_winner import InceptionWinner
from tests.engine.tiny_ages import SETTINGS, age_weights, tiny_ages
from tests.engine.tiny_runs import runner_of, tiny, train
from tests.export.tiny_weights import tiny_weights


@pytest.fixture(scope="module", autouse=True)
def resnets_take_any_size() -> Iterator[None]:
    """The limit is InceptionV3's; its stand-in here has none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(InceptionWinner, "least_size_px", 32)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole run of two epochs, with a log, curves and weights."""
    made = tmp_path_factory.mktemp("run")
    hooks = dict(csv=dict(type="CsvLogHook"), curves=dict(type="CurvesHook"))
    train(made, **tiny_ages(hooks=hooks))
    return made


def test_a_run_leaves_what_a_detector_s_leaves(folder: Path) -> None:
    rows = read_rows(folder / "log.csv")
    assert [row["epoch"] for row in rows] == ["1", "2"]
    assert float(rows[1]["loss_age"]) > 0 and float(rows[1]["age/mae_months"]) > 0
    assert cv2.imread(str(folder / "curves.png")).std() > 5
    assert list(folder.glob("best_age_mae_months_*.pth"))
    facts = read_weights(folder / "weights.safetensors")[1]
    assert facts["system"] == "inception_winner" and facts["sex_input"] == "optional"
    assert facts["input_size_px"] == "64" and facts["data_digest"].startswith("phantoms ")
    assert "bones" not in facts and facts["boneage_kp_version"] and facts["git_revision"]
    load_weights(folder / "weights.safetensors", InceptionWinner(**SETTINGS))


def test_a_resumed_run_ends_with_the_same_bits(folder: Path, tmp_path: Path) -> None:
    # The config says two epochs in both runs: the schedule follows from them.
    runner = runner_of(tmp_path, **tiny_ages())
    runner.train_loop._max_epochs = 1
    runner.train()
    train(tmp_path, resume="auto", **tiny_ages())
    one, two = (load_plain(place / "epoch_2.pth")["state_dict"] for place in (folder, tmp_path))
    for name, value in one.items():
        assert torch.equal(value, two[name]), name


def test_a_table_and_its_films_take_the_place_of_phantoms_by_one_key(tmp_path: Path) -> None:
    for name in "ab":
        cv2.imwrite(str(tmp_path / f"{name}.png"), np.full((90, 70), 50, np.uint8))
    (tmp_path / "t.csv").write_text("id,boneage,male\na,100,True\nb,50,False\n")
    runner = runner_of(tmp_path / "run", **tiny_ages(train_file=str(tmp_path / "t.csv")))
    batch = next(iter(runner.train_dataloader))
    assert sorted(batch["labels"].age_months.tolist()) == [50.0, 100.0]
    with pytest.raises(ConfigError, match="none of the 2 films .* has a labelled bone"):
        runner_of(tmp_path / "run", **tiny(train_file=str(tmp_path / "t.csv")))


@pytest.mark.parametrize(
    ("columns", "changes", "words"),
    [
        ("id,male\na,True\n", {}, "none of the 1 films to train on has a bone age"),
        ("id,boneage\na,100\n", dict(sex="required"), "1 of 1 films to train on have no sex"),
    ],
)
def test_films_that_teach_nothing_are_refused(
    tmp_path: Path, columns: str, changes: dict[str, Any], words: str
) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.full((90, 70), 50, np.uint8))
    (tmp_path / "t.csv").write_text(columns)
    model = dict(type="InceptionWinner", **SETTINGS | changes)
    with pytest.raises(ConfigError, match=words):
        runner_of(tmp_path, **tiny_ages(train_file=str(tmp_path / "t.csv"), model=model))


def test_settings_that_do_not_go_with_a_system_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="stage_balance is 0.5, but InceptionWinner reads no st"):
        runner_of(tmp_path, **tiny_ages(stage_balance=0.5))
    with pytest.raises(ConfigError, match="best_metric is 'hand/score'; known: age/mae_months"):
        runner_of(tmp_path, **tiny_ages(best_metric="hand/score"))
    inception = dict(type="InceptionWinner", backbone=dict(type="TimmBackbone", model_name="x"))
    assert settings_of(tiny_ages(model=inception, sizes=[(0, 100)]), "x").last_size_px == 100
    with pytest.raises(ConfigError, match="from 64 on"):
        settings_of(tiny_ages(sizes=[(0, 63)]), "x")


def test_a_size_that_leaves_nothing_of_the_film_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(InceptionWinner, "least_size_px", 75)
    with pytest.raises(ConfigError, match="sizes has 64 px; InceptionWinner needs at least 75 px"):
        runner_of(tmp_path, **tiny_ages())


def test_neither_kind_of_weights_is_taken_for_the_other(tmp_path: Path) -> None:
    ages = age_weights(tmp_path / "ages.safetensors")
    hands = tiny_weights(tmp_path / "hands.safetensors", "resnet10t")
    with pytest.raises(WrongModel, match="ages.safetensors: holds the whole-image system 'incep"):
        TorchNetwork.from_weights(ages)
    with pytest.raises(WrongModel, match="holds the whole-image system"):
        load_weights(ages, BoneDetector(**tiny()["model"]))
    with pytest.raises(WrongModel, match="hands.safetensors: holds a bone detector, wanted the"):
        load_weights(hands, InceptionWinner(**SETTINGS))
