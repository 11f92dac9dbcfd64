"""BatchNorm statistics: estimated anew once, held from then on."""

from pathlib import Path

import torch
from torch import nn

from boneage_kp.engine.hooks.frozen_norm import estimate_norms
from boneage_kp.engine.plain_checkpoint import load_plain
from tests.engine.tiny_runs import train


class Norm(nn.Module):
    """One BatchNorm with the two things that a detector is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(3)

    def data_preprocessor(self, batch: dict, training: bool) -> dict:
        return batch

    def forward(self, image: torch.Tensor, mode: str) -> torch.Tensor:
        return self.norm(image)


def test_statistics_are_the_plain_mean_over_batches() -> None:
    model = Norm()
    generator = torch.Generator().manual_seed(0)
    images = [torch.randn(4, 3, 5, 7, generator=generator) + i for i in range(3)]
    estimate_norms(model, [{"image": image} for image in images])
    mean = torch.stack([image.mean(dim=(0, 2, 3)) for image in images]).mean(dim=0)
    variance = torch.stack([image.var(dim=(0, 2, 3)) for image in images]).mean(dim=0)
    torch.testing.assert_close(model.norm.running_mean, mean)
    torch.testing.assert_close(model.norm.running_var, variance)
    assert model.norm.momentum == 0.1


def test_at_the_last_size_they_are_held_in_both_sets_of_weights(tmp_path: Path) -> None:
    train(tmp_path, sizes=[(0, 64), (1, 96)], norm_batches=1, epochs=3, keep_checkpoints=3)
    first, second, third = (load_plain(tmp_path / f"epoch_{i}.pth") for i in (1, 2, 3))
    name = "neck.smooth.1.norm.running_mean"
    assert not torch.equal(first["state_dict"][name], second["state_dict"][name])
    assert torch.equal(second["state_dict"][name], third["state_dict"][name])
    assert torch.equal(second["state_dict"][name], second["ema_state_dict"][f"module.{name}"]), (
        "the running mean of the weights takes the new statistics at once"
    )
    weight = "neck.smooth.1.conv.weight"
    assert not torch.equal(second["state_dict"][weight], third["state_dict"][weight])
