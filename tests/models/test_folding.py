"""Folded norms change nothing but the time that reading takes."""

import pytest
import torch
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm

from boneage_kp.models.detector import BoneDetector
from boneage_kp.models.folding import fold_norms

FILM = torch.zeros(1, 1, 64, 64)


def lived_in(model: nn.Module) -> nn.Module:
    """A model whose norms have seen films, with factors and shifts of their own."""
    torch.manual_seed(0)
    for norm in (m for m in model.modules() if isinstance(m, _BatchNorm)):
        nn.init.uniform_(norm.weight, 0.5, 1.5)
        nn.init.normal_(norm.bias, std=0.2)
    with torch.no_grad():
        for _ in range(2):
            model(torch.rand(2, 1, 64, 64) * 255)
    return model.eval()


@pytest.mark.parametrize("name", ["resnet10t", "mobilenetv4_conv_small"])
def test_maps_stay_what_they_were_and_no_norm_is_left(name: str) -> None:
    backbone = dict(type="TimmBackbone", model_name=name, weights_file=None)
    model = lived_in(BoneDetector(backbone))
    film = torch.rand(1, 1, 64, 96) * 255
    with torch.no_grad():
        before = model(film)
        norms = sum(isinstance(m, _BatchNorm) for m in model.modules())
        assert fold_norms(model, FILM) == norms > 10
        after = model(film)
    assert not any(isinstance(m, _BatchNorm) for m in model.modules())
    for was, now in zip(before[:3], after[:3], strict=True):
        assert was.std() > 0
        assert torch.allclose(was, now, atol=1e-4 * float(was.abs().max()))


class Shared(nn.Module):
    """One convolution before two norms, and a norm before a convolution."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 1, 3, padding=1)
        self.one, self.two = nn.BatchNorm2d(1), nn.BatchNorm2d(1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.two(self.conv(self.one(self.conv(x))))


def test_a_convolution_used_twice_keeps_its_norms() -> None:
    model = lived_in(Shared())
    film = torch.rand(1, 1, 64, 64)
    with torch.no_grad():
        before = model(film)
        assert fold_norms(model, FILM) == 0
        assert torch.equal(model(film), before)


def test_a_model_in_training_is_refused() -> None:
    with pytest.raises(ValueError, match="call model.eval"):
        fold_norms(nn.BatchNorm2d(1), FILM)
