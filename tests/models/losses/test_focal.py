import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from boneage_kp.models.losses.focal import FocalBce, focal_softmax


def test_hand_written_values():
    """sigmoid(0) = 1/2: against 1 and 0 alpha * 1/4 * ln 2; against 1/2 nothing."""
    logits = torch.zeros(2, 2)
    target = torch.tensor([[1.0, 0.0], [0.5, 1.0]])
    each = FocalBce(alpha=0.5, gamma=2.0)(logits, target)
    value = 0.5 * 0.25 * math.log(2)
    assert each.flatten().tolist() == pytest.approx([value, value, 0.0, value])


def test_hand_written_gradient():
    """d/da [1/2 q^2 softplus(-a)] at a = 0, q = 1 - sigmoid(a), against 1:
    1/2 (2 q q' softplus + q^2 softplus') with q' = -1/4, softplus' = -1/2."""
    logits = torch.zeros(1, requires_grad=True)
    FocalBce()(logits, torch.ones(1)).sum().backward()
    wanted = 0.5 * (2 * 0.5 * -0.25 * math.log(2) + 0.25 * -0.5)
    assert logits.grad is not None
    assert logits.grad.item() == pytest.approx(wanted, rel=1e-5)


@given(st.floats(0.001, 0.999))
def test_a_perfect_prediction_costs_nothing_on_soft_edges_too(p):
    logit = torch.tensor([math.log(p / (1 - p))])
    assert FocalBce()(logit, torch.tensor([p])).item() == pytest.approx(0.0, abs=1e-6)


@given(st.floats(-30, 30), st.floats(0, 1))
def test_never_negative_and_finite(logit, target):
    value = FocalBce()(torch.tensor([logit]), torch.tensor([target]))
    assert value.item() >= 0 and math.isfinite(value.item())


def test_gamma_zero_is_cross_entropy():
    logits, target = torch.tensor([1.3, -0.4]), torch.tensor([1.0, 0.0])
    wanted = torch.nn.functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    torch.testing.assert_close(FocalBce(alpha=1.0, gamma=0.0)(logits, target), wanted)


def test_bf16_logits_count_in_float32():
    logits, target = torch.randn(5, 7), torch.rand(5, 7)
    full = FocalBce()(logits, target)
    half = FocalBce()(logits.bfloat16(), target)
    assert half.dtype == torch.float32
    torch.testing.assert_close(half, full, atol=0.02, rtol=0.05)


def test_focal_softmax_by_hand_and_invalid_stages_take_no_part():
    logits = torch.tensor([[0.0, 0.0, 0.0, 50.0]])
    valid = torch.tensor([[True, True, True, False]])
    value = focal_softmax(logits, torch.tensor([1]), valid)
    assert value.item() == pytest.approx((2 / 3) ** 2 * math.log(3), rel=1e-5)


def test_focal_softmax_gradient_stays_finite_where_it_is_hopeless():
    logits = torch.tensor([[90.0, -90.0]], requires_grad=True)
    focal_softmax(logits, torch.tensor([1]), torch.ones(1, 2, dtype=torch.bool)).sum().backward()
    assert logits.grad is not None and torch.isfinite(logits.grad).all()
