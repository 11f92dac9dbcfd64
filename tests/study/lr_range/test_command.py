"""The range test finds where a loss falls and where it runs away, and leaves no trace."""

import copy
import itertools
from pathlib import Path
from typing import Any

import pytest
import torch
from mmengine.optim import OptimWrapper

from boneage_kp.cli.main import main
from boneage_kp.study.lr_range.curve import lr_range
from boneage_kp.study.lr_range.results import read_range


class Bowl(torch.nn.Module):
    """Squared distance of two weights from 1: steps beyond a rate of 1 lead away."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(2))
        self.register_buffer("seen", torch.zeros(()))

    def train_step(self, batch: torch.Tensor, wrapper: OptimWrapper) -> dict[str, torch.Tensor]:
        self.seen += 1
        loss = ((self.weight - 1) ** 2).sum() + batch
        wrapper.update_params(loss)
        return {"loss": loss.detach()}


def bowl() -> tuple[Bowl, OptimWrapper]:
    model = Bowl().eval()
    return model, OptimWrapper(torch.optim.SGD(model.parameters(), lr=0.25, momentum=0.5))


def test_it_stops_where_the_loss_runs_away_and_puts_everything_back() -> None:
    model, wrapper = bowl()
    before = copy.deepcopy(wrapper.state_dict())
    curve = lr_range(model, wrapper, itertools.repeat(torch.tensor(0.1)), 1e-4, 1e3, 80)
    assert 10 < len(curve.rows) < 80
    rates = [row.lr for row in curve.rows]
    assert rates[0] == pytest.approx(1e-4)
    assert rates[7] / rates[6] == pytest.approx(rates[2] / rates[1]), "the same factor each step"
    assert curve.rows[0].smooth == pytest.approx(curve.rows[0].loss) == pytest.approx(2.1)
    assert curve.steepest is not None
    # Beyond 1.5 steps lead away; a smoothed loss sees that a few steps later.
    assert 1e-3 < curve.steepest.lr < 1.5 < curve.least.lr < 6
    assert curve.rows[-1].smooth > 4 * curve.least.smooth
    assert (model.weight == 0).all() and model.seen == 0 and not model.training
    assert wrapper.state_dict() == before and wrapper.get_lr()["lr"][0] == 0.25


def test_what_is_interrupted_is_put_back_too() -> None:
    model, wrapper = bowl()

    def stopping() -> Any:
        yield torch.tensor(0.0)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lr_range(model, wrapper, stopping(), 0.1, 1.0, 5)
    assert (model.weight == 0).all() and wrapper.get_lr()["lr"][0] == 0.25


def test_bad_ranges_and_losses_are_refused() -> None:
    model, wrapper = bowl()
    endless = itertools.repeat(torch.tensor(float("nan")))
    with pytest.raises(ValueError, match="no number at a rate of 0.1 already"):
        lr_range(model, wrapper, endless, 0.1, 1.0, 5)
    with pytest.raises(ValueError, match="rates from 1 to 0.1: wanted"):
        lr_range(model, wrapper, endless, 1.0, 0.1, 5)
    with pytest.raises(ValueError, match="2 steps: at least 3"):
        lr_range(model, wrapper, endless, 0.1, 1.0, 2)


def test_the_command_on_a_real_network(
    tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["benchmark", "lr-range", str(root / "configs/holistic/resnet_study.py")]
    for text in ("model.backbone.model_name=resnet10t", "sizes=[(0, 64)]", "batch_size=2"):
        given += ["--set", text]
    for text in ("train_data.length=4", "workers=0", "threads=1", "precision=fp32"):
        given += ["--set", text]
    assert main([*given, "--output", str(tmp_path / "out"), "--steps", "3"]) == 0
    assert "3 of 3 steps" in capsys.readouterr().out
    rows = read_range(tmp_path / "out").rows
    assert [row.lr for row in rows] == pytest.approx([1e-6, 1e-3, 1.0])
    assert main([*given, "--output", str(tmp_path / "bad"), "--low", "2"]) == 2
    assert not (tmp_path / "bad").exists()
