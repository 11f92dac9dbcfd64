"""Positive on the disc, ignored round it, negative outside."""

import pytest
import torch

from boneage_kp.codec.discs import DiscCodec
from boneage_kp.models.losses.seed_location_loss import SeedLocationLoss
from boneage_kp.models.outputs import DetectorOutput
from tests.models.hand_batches import SIZE_HW, labels, nothing_known, one

CODEC = DiscCodec()
MAP_HW = (SIZE_HW[0] // 2, SIZE_HW[1] // 2)


def targets(given):
    return CODEC.encode(given.xy_px, given.shown, given.length_px, MAP_HW)


def output(point: torch.Tensor) -> DetectorOutput:
    return DetectorOutput(point, None, torch.zeros(2, 9, *MAP_HW), None, None)


def terms(point: torch.Tensor, **settings) -> dict[str, torch.Tensor]:
    given = labels()
    return SeedLocationLoss(**settings)(output(point), targets(given), given)


def test_what_is_said_in_the_ring_costs_nothing_and_outside_it_does() -> None:
    drawn = targets(labels())
    perfect = torch.logit(drawn.point.clamp(1e-6, 1 - 1e-6))
    ring = (drawn.region > 0) & (drawn.point == 0)
    outside = (drawn.region == 0) & (drawn.point == 0)
    assert terms(perfect)["loss_point"] < 1e-6
    assert terms(torch.where(ring, 4.0, perfect), any_keypoint=0.0)["loss_point"] < 1e-6
    assert terms(torch.where(outside, 4.0, perfect))["loss_point"] > 1.0


def test_value_of_one_wrong_cell() -> None:
    given = labels()
    drawn = targets(given)
    point = torch.logit(drawn.point.clamp(1e-6, 1 - 1e-6))
    point[0, 3, 0, 0] = 0.0  # half sure of an empty corner: 0.5 * 0.5^2 * log 2
    got = terms(point, any_keypoint=0.0)["loss_point"]
    mass = drawn.point[0].sum()
    torch.testing.assert_close(got, 0.125 * torch.log(torch.tensor(2.0)) / mass / 2)


def test_gradient_stays_out_of_the_ring() -> None:
    drawn = targets(labels())
    point = torch.zeros(2, 13, *MAP_HW, requires_grad=True)
    terms(point, any_keypoint=0.0)["loss_point"].backward()
    ring = (drawn.region > 0) & (drawn.point == 0)
    assert point.grad[ring].abs().max() == 0
    assert point.grad[drawn.point == 1].max() < 0, "up on the disc"
    assert point.grad[drawn.region == 0].min() > 0, "down outside"


def test_nothing_known_costs_nothing_and_images_are_averaged() -> None:
    point = torch.randn(2, 13, *MAP_HW, generator=torch.Generator().manual_seed(2))
    none = nothing_known(labels())
    got = SeedLocationLoss()(output(point), targets(none), none)
    assert all(value.item() == 0 for value in got.values())
    both, loss = terms(point), SeedLocationLoss()
    for name, value in both.items():
        halves = []
        for i in range(2):
            given = one(labels(), i)
            maps = DetectorOutput(point[i : i + 1], None, torch.zeros(1, 9, *MAP_HW), None, None)
            halves.append(loss(maps, targets(given), given)[name].item())
        assert value.item() == pytest.approx(sum(halves) / 2, rel=1e-5)
