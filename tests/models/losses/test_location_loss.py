import pytest
import torch

from boneage_kp.codec.discs import DiscCodec
from boneage_kp.models.losses.location_loss import LocationLoss
from boneage_kp.models.outputs import DetectorOutput
from tests.models.hand_batches import labels, nothing_known, one

H, W = 192, 160
LABELS = labels()
CODEC = DiscCodec()


def _targets(given):
    return CODEC.encode(given.xy_px, given.shown, given.length_px, (H, W))


def _output(seed: int = 0) -> DetectorOutput:
    g = torch.Generator().manual_seed(seed)
    point, region = (torch.randn(2, 13, H, W, generator=g) - 3 for _ in range(2))
    return DetectorOutput(point, region, torch.zeros(2, 9, H, W), None, None)


def _logit(p: torch.Tensor) -> torch.Tensor:
    return torch.special.logit(p.clamp(1e-6, 1 - 1e-6))


def test_a_perfect_prediction_reaches_the_floor():
    targets = _targets(LABELS)
    output = _output()._replace(point=_logit(targets.point), region=_logit(targets.region))
    assert sum(LocationLoss()(output, targets, LABELS).values()) < 1e-5


def test_an_all_masked_batch_costs_nothing_and_gives_no_gradient():
    given = nothing_known(LABELS)
    output = _output()
    output.point.requires_grad_(True)
    terms = LocationLoss()(output, _targets(given), given)
    total = sum(terms.values())
    assert total.item() == 0
    total.backward()
    assert output.point.grad.abs().max() == 0


def test_an_absent_bone_is_a_negative_and_an_unlabelled_one_is_masked():
    shown = LABELS.shown.clone()
    shown[:, 4] = False
    absent = LABELS._replace(shown=shown)
    unlabelled = absent._replace(known=shown)
    output = _output()
    output.point.requires_grad_(True)
    for given, touched in ((absent, True), (unlabelled, False)):
        output.point.grad = None
        LocationLoss(any_keypoint=0.0)(output, _targets(given), given)["loss_point"].backward()
        assert (output.point.grad[:, 4].abs().max() > 0) == touched


def test_any_keypoint_is_left_out_where_a_bone_is_unlabelled():
    known = LABELS.known.clone()
    known[0, 7] = False
    partly = LABELS._replace(known=known)
    loss = LocationLoss(point=0.0, region=0.0)
    both = loss(_output(), _targets(partly), partly)["loss_any"]
    second = loss(
        DetectorOutput(*(v[1:] if v is not None else None for v in _output())),
        _targets(one(partly, 1)),
        one(partly, 1),
    )["loss_any"]
    assert both.item() == pytest.approx(second.item() / 2, rel=1e-5)


def test_two_accumulated_steps_equal_one_big_batch():
    output, targets = _output(), _targets(LABELS)
    whole = LocationLoss()(output, targets, LABELS)
    for name in whole:
        parts = [
            LocationLoss()(
                DetectorOutput(*(v[i : i + 1] if v is not None else None for v in output)),
                _targets(one(LABELS, i)),
                one(LABELS, i),
            )[name]
            for i in range(2)
        ]
        assert whole[name].item() == pytest.approx(sum(parts).item() / 2, rel=1e-5)


def test_a_bone_s_weight_scales_its_part():
    heavy = LocationLoss(region=0.0, any_keypoint=0.0, bone_weight=(0.0,) * 12 + (1.0,))
    output = _output()
    output.point.requires_grad_(True)
    heavy(output, _targets(LABELS), LABELS)["loss_point"].backward()
    assert output.point.grad[:, :12].abs().max() == 0
    assert output.point.grad[:, 12].abs().max() > 0
