"""Going on is exact at epoch borders: two epochs straight equal one, a resume, and one more."""

from pathlib import Path
from typing import Any

import pytest
import torch

from boneage_kp.engine.facts import WrongModel
from boneage_kp.engine.plain_checkpoint import CheckpointError, load_plain
from tests.engine.tiny_runs import phantoms, runner_of, tiny, train

# Two sizes: the resumed epoch is drawn at the second one, with statistics estimated anew.
SIZES: dict[str, Any] = dict(sizes=[(0, 64), (1, 96)], norm_batches=1)


def _same(one: Any, other: Any, where: str = "") -> None:
    """Bit for bit, whatever the nesting."""
    assert type(one) is type(other), where
    if isinstance(one, dict):
        assert one.keys() == other.keys(), where
        for key in one:
            _same(one[key], other[key], f"{where}.{key}")
    elif isinstance(one, list):
        assert len(one) == len(other), where
        for i, (a, b) in enumerate(zip(one, other, strict=True)):
            _same(a, b, f"{where}[{i}]")
    elif isinstance(one, torch.Tensor):
        assert torch.equal(one, other), where
    else:
        assert one == other, where


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("straight")
    train(folder, **SIZES)
    return folder


def test_resume_at_an_epoch_border_is_exact(straight: Path, tmp_path: Path) -> None:
    runner = runner_of(tmp_path, **SIZES)
    runner.train_loop._max_epochs = 1  # the same run, stopped after its first epoch
    runner.train()
    assert not (tmp_path / "epoch_2.pth").exists()
    train(tmp_path, resume="auto", **SIZES)
    one, other = load_plain(straight / "epoch_2.pth"), load_plain(tmp_path / "epoch_2.pth")
    for name in ("state_dict", "ema_state_dict", "optimizer", "param_schedulers"):
        _same(one[name], other[name], name)
    moved = load_plain(tmp_path / "epoch_1.pth")["state_dict"]
    changed = [n for n, v in one["state_dict"].items() if not torch.equal(v, moved[n])]
    assert len(changed) > 20, "the second epoch must have moved the weights"


def test_a_run_that_is_through_says_so(straight: Path) -> None:
    with pytest.raises(CheckpointError, match="2 epochs done and the config wants 2"):
        runner_of(straight, resume="auto", **SIZES)


def test_an_empty_folder_has_nothing_to_resume(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="holds no checkpoint to go on from"):
        runner_of(tmp_path, resume="auto")


def test_best_weights_alone_cannot_be_resumed(straight: Path) -> None:
    best = next(straight.glob("best_*.pth"))
    with pytest.raises(CheckpointError, match="holds weights only"):
        runner_of(straight, resume=str(best), epochs=5, **SIZES)


def test_another_standard_is_refused_by_name(straight: Path) -> None:
    checkpoint = str(straight / "epoch_2.pth")
    other = dict(tiny()["model"], standard="tw2_rus_uk")
    data = phantoms()
    with pytest.raises(WrongModel, match="stages of tw3_rus .* this model reads tw2_rus_uk"):
        runner_of(straight, resume=checkpoint, epochs=5, model=other, train_data=data, **SIZES)


def test_another_network_is_refused_with_the_first_tensors(straight: Path) -> None:
    other = dict(tiny()["model"], neck=dict(widths=(8, 8, 8, 8, 16), smooth=(1,)))
    with pytest.raises(WrongModel, match="does not fit this network.*of another shape"):
        runner_of(straight, resume="auto", epochs=5, model=other, **SIZES)


def test_a_file_that_needs_unpickling_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "evil.pth"
    torch.save({"state_dict": {}, "meta": {"hook": print}, "hub": Path("x")}, path)
    with pytest.raises(CheckpointError, match="Files that need unpickling can run code"):
        runner_of(tmp_path, resume=str(path))
