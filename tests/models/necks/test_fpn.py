import pytest
import torch

from boneage_kp.models.necks.fpn import Fpn

CHANNELS = (6, 10, 12, 14, 16)


def _levels(size: int = 64) -> list[torch.Tensor]:
    return [
        torch.randn(2, c, size // 2 ** (i + 1), 3 * size // 2 ** (i + 2), requires_grad=True)
        for i, c in enumerate(CHANNELS)
    ]


def test_the_finest_level_comes_out_and_every_level_has_a_say():
    levels = _levels()
    neck = Fpn(CHANNELS, widths=(8, 8, 20, 20, 20))
    finest = neck(levels)
    assert finest.shape == (2, 8, 32, 48)
    finest.square().sum().backward()
    assert all(level.grad.abs().max() > 0 for level in levels)


def test_odd_sizes_fit_together():
    levels = [torch.randn(1, c, s, s) for c, s in zip(CHANNELS, (51, 26, 13, 7, 4), strict=True)]
    assert Fpn(CHANNELS)(levels).shape == (1, 64, 51, 51)


def test_a_width_per_level_is_wanted():
    with pytest.raises(ValueError, match="widths= names 3"):
        Fpn(CHANNELS, widths=(8, 8, 8))
