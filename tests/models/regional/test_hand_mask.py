"""The hand mask: shapes, losses counted by hand, a square learnt by heart."""

import math

import pytest
import torch

from boneage_kp.models.regional.hand_mask import HandMask, mask_losses
from boneage_kp.models.regional.unet import UNet

WIDTHS = (4, 8, 12)


def test_logits_have_the_size_of_the_film_and_gradients_reach_the_first_layer() -> None:
    model = HandMask(WIDTHS)
    image = torch.randint(0, 256, (2, 1, 48, 80), dtype=torch.uint8)
    assert model(image).shape == (2, 1, 48, 80)
    sum(model(image, image > 99, mode="loss").values()).backward()
    first = next(model.parameters())
    assert first.grad is not None and first.grad.abs().sum() > 0
    assert 0 <= model.eval()(image, mode="predict").min() <= 1
    with pytest.raises(ValueError, match="mode 'loss' with labels=False"):
        model(image, mode="loss")


def test_the_default_has_five_levels() -> None:
    with torch.device("meta"):
        network = UNet()
        assert network(torch.zeros(1, 1, 64, 96)).shape == (1, 1, 64, 96)
    assert network.step == 16 and sum(p.numel() for p in network.parameters()) == 1_963_809
    with pytest.raises(ValueError, match=r"widths is \(8,\); two levels"):
        UNet((8,))


def test_losses_counted_by_hand() -> None:
    logits = torch.zeros(1, 1, 2, 2)  # probability a half everywhere
    wanted = torch.tensor([[[[1.0, 1.0], [0.0, 0.0]]]])
    losses = mask_losses(logits, wanted)
    assert losses["loss_cross"].item() == pytest.approx(math.log(2))
    assert losses["loss_overlap"].item() == pytest.approx(1 - (1 + 1) / (3 + 1))
    perfect = mask_losses(40 * (2 * wanted - 1), wanted)
    assert sum(perfect.values()).item() == pytest.approx(0, abs=1e-6)
    empty = mask_losses(torch.full((1, 1, 2, 2), -40.0), torch.zeros(1, 1, 2, 2))
    assert empty["loss_overlap"].item() == pytest.approx(0, abs=1e-6)


def test_a_bright_square_is_learnt_by_heart() -> None:
    torch.manual_seed(0)
    model = HandMask(WIDTHS)
    mask = torch.zeros(2, 1, 32, 32, dtype=torch.bool)
    mask[0, 0, 5:20, 8:25] = True
    mask[1, 0, 12:30, 3:15] = True
    image = (40 + 120 * mask).to(torch.uint8)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _ in range(25):
        optimizer.zero_grad()
        sum(model(image, mask, mode="loss").values()).backward()
        optimizer.step()
    found = model(image, mode="tensor") > 0
    assert (found & mask).sum() / (found | mask).sum() > 0.95
