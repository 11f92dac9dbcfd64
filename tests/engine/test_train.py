"""What stops a run at once, and what a run leaves behind."""

import math
import signal
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch

from boneage_kp.data.formats.coco import HandFile, write
from boneage_kp.engine.hooks.csv_log import read_rows
from boneage_kp.engine.hooks.interrupt import InterruptHook, Interruption
from boneage_kp.engine.hooks.nan_stop import LossFault
from boneage_kp.engine.plain_checkpoint import load_plain
from boneage_kp.engine.weights_file import read_weights
from boneage_kp.film.image import FilmError
from boneage_kp.phantom.generate import generate
from boneage_kp.phantom.parameters import PhantomParameters
from tests.engine.tiny_runs import phantoms, runner_of, tiny, train


def coco_file(folder: Path, count: int = 2) -> Path:
    """A COCO file with its films."""
    parameters = PhantomParameters.from_mapping({"size_px": 128})
    records = []
    for index in range(count):
        phantom = generate(parameters, 3, index)
        cv2.imwrite(str(folder / phantom.record.file_name), phantom.image)
        records.append(phantom.record)
    write(HandFile(records=tuple(records)), folder / "hands.json")
    return folder / "hands.json"


def test_own_films_take_the_place_of_phantoms_by_one_key(tmp_path: Path) -> None:
    file = coco_file(tmp_path)
    runner = train(tmp_path / "run", train_file=str(file), epochs=1)
    assert len(runner.train_dataloader.dataset) == 2
    facts = load_plain(tmp_path / "run" / "epoch_1.pth")["meta"]["facts"]
    assert facts["standard_id"] == "tw3_rus"
    assert facts["input_size_px"] == "64"
    assert len(facts["data_digest"]) == 16


def test_a_film_that_is_missing_stops_before_training(tmp_path: Path) -> None:
    file = coco_file(tmp_path)
    next(tmp_path.glob("*.png")).unlink()
    with pytest.raises(FilmError, match="1 of 2 films are not under .*image_folder="):
        runner_of(tmp_path / "run", train_file=str(file))


def test_a_film_that_cannot_be_read_stops_by_name(tmp_path: Path) -> None:
    file = coco_file(tmp_path)
    film = next(tmp_path.glob("*.png"))
    film.write_bytes(b"no picture")
    with pytest.raises(FilmError, match=f"{film.name}: is no whole PNG"):
        train(tmp_path / "run", train_file=str(file))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (dict(model=dict(backbone=dict(type="TimmBackbone", model_name="resnet49"))), "resnet49"),
        (dict(model=dict(tiny()["model"], aux_head=False)), "'BoneDetector'.*aux_head"),
        (dict(train_data=phantoms(0)), "length is 0; at least 1 hand"),
        (dict(train_data=dict(type="HandSet")), "dataset 'HandSet' is unknown; known here: .*Hand"),
        (dict(optimizer=dict(type="Adamw", lr=1e-3)), "optimizer type is 'Adamw'"),
        (dict(optimizer=dict(type="AdamW")), "has no lr"),
        (dict(best_metric="pck"), "best_metric is 'pck'; known: hand/pck_1"),
        (dict(schedule=dict(name="cosin")), "schedule name is 'cosin'; known: cosine one_cycle"),
        (dict(schedule=dict(name="cosine", warm=1)), "schedule 'cosine' does not take"),
        (dict(hooks=dict(csv=dict(type="CsvLog"))), "hooks.csv: hook 'CsvLog' is unknown"),
        (dict(train_data=dict(type="MixedDataset"), train_file="a.json"), "no pipeline= to send"),
    ],
)
def test_wrong_parts_are_refused_by_name(
    tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        runner_of(tmp_path, **changes)


def test_a_loss_that_is_no_number_stops_with_step_and_films(tmp_path: Path) -> None:
    runner = runner_of(tmp_path)
    with torch.no_grad():
        runner.model.location.point.bias.fill_(math.nan)
    with pytest.raises(LossFault, match=r"epoch 1, step 1: .*loss_point is nan.*Films .*\.png"):
        runner.train()
    assert not list(tmp_path.glob("*.pth")), "nothing of it is saved"


def test_ctrl_c_saves_a_checkpoint_that_goes_on_to_the_same_end(tmp_path: Path) -> None:
    train(tmp_path / "straight")
    runner = runner_of(tmp_path / "stopped")
    hook = next(hook for hook in runner.hooks if isinstance(hook, InterruptHook))
    step = hook.after_train_iter

    def press(runner: Any, *args: Any, **kwargs: Any) -> None:
        hook.interruption.asked = runner.iter == 2  # the first of two steps of the second epoch
        step(runner, *args, **kwargs)

    hook.after_train_iter = press  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        runner.train()
    meta = load_plain(tmp_path / "stopped" / "interrupted.pth")["meta"]
    assert (meta["epoch"], meta["iter"]) == (1, 3)
    train(tmp_path / "stopped", resume="auto")
    one, two = (load_plain(tmp_path / n / "epoch_2.pth") for n in ("straight", "stopped"))
    for name, value in one["state_dict"].items():
        assert torch.equal(value, two["state_dict"][name]), name


def test_weights_say_the_size_that_was_in_force_when_they_were_saved(tmp_path: Path) -> None:
    """Whatever sizes the config goes on to: these were not trained at."""
    runner = runner_of(tmp_path, sizes=[(0, 64), (1, 96), (5, 128)], epochs=6)
    hook = next(hook for hook in runner.hooks if isinstance(hook, InterruptHook))
    step = hook.after_train_iter

    def press(runner: Any, *args: Any, **kwargs: Any) -> None:
        hook.interruption.asked = runner.iter == 4  # the first step of the third epoch
        step(runner, *args, **kwargs)

    hook.after_train_iter = press  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        runner.train()
    said = {
        path.name: load_plain(path)["meta"]["facts"]["input_size_px"]
        for path in tmp_path.glob("*.pth")
    }
    best = [name for name in said if name.startswith("best_")]
    assert {name: said[name] for name in said if name not in best} == {
        "epoch_1.pth": "64",
        "epoch_2.pth": "96",
        "interrupted.pth": "96",
    }
    assert len(best) == 1 and said[best[0]] in ("64", "96")
    assert read_weights(tmp_path / "weights.safetensors")[1]["input_size_px"] == "96"


def test_the_first_ctrl_c_is_noted_and_the_second_one_ends() -> None:
    with Interruption() as interruption:
        signal.raise_signal(signal.SIGINT)
        assert interruption.asked
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_a_run_leaves_a_log_curves_and_pictures(tmp_path: Path) -> None:
    hooks = dict(
        csv=dict(type="CsvLogHook"),
        curves=dict(type="CurvesHook"),
        pictures=dict(type="PredictionsHook", films=2, tile_px=96),
    )
    train(tmp_path, hooks=hooks, accumulate=2, precision="bf16")
    rows = read_rows(tmp_path / "log.csv")
    assert [row["epoch"] for row in rows] == ["1", "2"]
    assert float(rows[0]["loss_point"]) > 0 and rows[1]["hand/stage_exact"] != ""
    assert cv2.imread(str(tmp_path / "curves.png")).std() > 5
    pages = [cv2.imread(str(path)) for path in sorted((tmp_path / "predictions").glob("*.png"))]
    assert len(pages) == 2
    assert np.ptp(pages[0].astype(int), axis=2).max() > 50, "truth is drawn in colour"
