"""Stage terms rise from their start to their whole weight, and no further."""

from types import SimpleNamespace

import pytest
import torch
from torch import nn

from boneage_kp.engine.hooks import StageRiseHook
from boneage_kp.engine.parts import HOOKS, build
from boneage_kp.models.detector import BoneDetector
from boneage_kp.study.model_cost.speed import some_labels


def test_the_share_rises_in_a_line_and_stays_at_one() -> None:
    hook = StageRiseHook(start=0.2, until=0.5)
    assert [hook.share(done) for done in (0.0, 0.25, 0.5, 0.9)] == pytest.approx([0.2, 0.6, 1, 1])


def test_the_share_follows_the_step_so_that_a_resumed_run_goes_on() -> None:
    hook = build(dict(type="StageRiseHook", start=0.0, until=1.0), HOOKS)
    model = nn.Module()
    hook.before_train_iter(SimpleNamespace(model=model, iter=30, max_iters=120), 0)
    assert model.stage_share == pytest.approx(0.25)


@pytest.mark.parametrize("wrong", [dict(start=-0.1), dict(start=1.1), dict(until=0.0)])
def test_a_share_beyond_the_whole_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="wanted: start from 0 to 1"):
        StageRiseHook(**wrong)


def test_the_share_weighs_stage_terms_alone() -> None:
    torch.manual_seed(0)
    backbone = dict(type="TimmBackbone", model_name="resnet10t", weights_file=None)
    model = BoneDetector(backbone).eval()
    image, labels = torch.full((1, 1, 64, 64), 90.0), some_labels(1, 64, torch.device("cpu"))
    whole = model(image, labels, mode="loss")
    model.stage_share = 0.5
    half = model(image, labels, mode="loss")
    for name, term in whole.items():
        share = 1.0 if name in ("loss_point", "loss_region", "loss_any") else 0.5
        assert half[name].item() == pytest.approx(share * term.item(), rel=1e-6)
