"""The loss of a read sex: by hand, its slope, and films whose sex is not known."""

import math

import pytest
import torch

from boneage_kp.models.losses import SexBce


def test_it_counts_films_of_known_sex_only() -> None:
    male = torch.tensor([math.log(3), 0.0, 9.0], requires_grad=True)
    loss = SexBce()(male, torch.tensor([1.0, -1.0, 0.0]))
    assert loss.item() == pytest.approx((math.log(4 / 3) + math.log(2)) / 2, abs=1e-6)
    loss.backward()
    assert male.grad is not None
    assert male.grad.tolist() == pytest.approx([-0.125, 0.25, 0.0])


def test_a_batch_without_sexes_costs_nothing() -> None:
    male = torch.randn(3, requires_grad=True)
    loss = SexBce()(male, torch.zeros(3))
    loss.backward()
    assert loss.item() == 0 and male.grad is not None and (male.grad == 0).all()
