"""Losses of ages: hand-counted values, gradients, and films whose age is not known."""

import math

import pytest
import torch

from boneage_kp.models.losses import AgeBce, AgeCe, AgeL1, AgeL2

NAN = torch.nan


def test_distances_count_known_films_only() -> None:
    output = torch.tensor([[1.0], [3.0], [9.0]], requires_grad=True)
    target = torch.tensor([[2.0], [1.0], [NAN]])
    assert AgeL1()(output, target).item() == 1.5
    loss = AgeL2()(output, target)
    assert loss.item() == 2.5
    loss.backward()
    assert output.grad is not None
    assert output.grad.tolist() == [[-1.0], [2.0], [0.0]], "2 (output - target) / 2 films"


def test_bins_count_known_films_only() -> None:
    output = torch.tensor([[0.0, math.log(3)], [5.0, 5.0]], requires_grad=True)
    target = torch.tensor([[0.0, 1.0], [NAN, NAN]])
    assert AgeCe()(output, target).item() == pytest.approx(math.log(4 / 3), abs=1e-6)
    loss = AgeBce()(output, target)
    assert loss.item() == pytest.approx(math.log(2) + math.log(4 / 3), abs=1e-6)
    loss.backward()
    assert output.grad is not None and output.grad[1].tolist() == [0.0, 0.0]
    assert output.grad[0].tolist() == pytest.approx([0.5, -0.25])


@pytest.mark.parametrize("loss", [AgeL1(), AgeL2(), AgeBce(), AgeCe()])
def test_a_batch_without_ages_costs_nothing(loss: AgeL1) -> None:
    output = torch.randn(3, 5, requires_grad=True)
    value = loss(output, torch.full((3, 5), NAN))
    value.backward()
    assert value.item() == 0 and output.grad is not None and (output.grad == 0).all()
