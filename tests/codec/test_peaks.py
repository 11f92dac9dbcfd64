import math

import pytest
import torch

from boneage_kp.codec.discs import DiscCodec
from boneage_kp.codec.peaks import hand_length
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.layout import TEMPLATE
from tests.codec.test_discs import SIZE_HW, hands

XY_PX = hands(300.0, -20.0, (160.0, 190.0), 0.7)
SHOWN = torch.ones(2, 13, dtype=torch.bool)
DRAWN = DiscCodec().encode(XY_PX, SHOWN, torch.tensor([300.0, 300.0]), SIZE_HW).point


def test_a_drawn_target_has_confidence_near_one_and_no_rival():
    peaks = DiscCodec().decode(DRAWN)
    assert peaks.confidence.min() > 0.9
    assert peaks.second_peak.max() < 0.01


def test_confidence_is_the_height_of_the_map():
    peaks = DiscCodec().decode(DRAWN * 0.3)
    assert peaks.confidence.max() < 0.31


def test_a_second_disc_is_seen_as_a_rival():
    doubled = DRAWN.clone()
    other = HAND.index_of("dp5")
    doubled[:, 0] = torch.maximum(doubled[:, 0], 0.6 * DRAWN[:, other])
    peaks = DiscCodec().decode(doubled)
    assert peaks.second_peak[:, 0].min() == pytest.approx(0.58, abs=0.05)
    assert (peaks.xy_px[:, 0] - XY_PX[:, 0]).norm(dim=-1).max() < 0.1


def test_a_lit_speck_does_not_beat_a_disc():
    """The second blur fits the disc, so one hot cell is no match for a whole plate."""
    noisy = DRAWN * 0.7
    noisy[:, :, 5, 5] = 1.0
    error_px = (DiscCodec().decode(noisy).xy_px - XY_PX).norm(dim=-1)
    assert error_px.max() < 0.1


def test_an_empty_map_is_finite_and_unsure():
    peaks = DiscCodec().decode(torch.zeros(2, 13, 24, 40))
    assert torch.isfinite(peaks.xy_px).all()
    assert peaks.confidence.max() == 0


def test_one_film_reads_the_same_alone_and_in_a_batch_of_other_sizes():
    codec = DiscCodec()
    small = codec.encode(
        hands(160.0, 5.0, (150.0, 150.0), 0.0)[:1], SHOWN[:1], torch.tensor([160.0]), SIZE_HW
    )
    together = codec.decode(torch.cat([DRAWN[:1], small.point]))
    alone = codec.decode(small.point)
    assert together.xy_px[1] == pytest.approx(alone.xy_px[0], abs=1e-3)


@pytest.mark.parametrize("mirrored", [False, True])
def test_hand_length_falls_back_to_the_template(mirrored):
    xy = torch.tensor([TEMPLATE[name] for name in HAND.names])[None] * 200.0
    if mirrored:
        xy = xy * torch.tensor([-1.0, 1.0])
    weight = torch.ones(1, 13)
    weight[0, HAND.index_of("dp3")] = 0.0
    xy[0, HAND.index_of("dp3")] = 0.0
    unit = math.hypot(*TEMPLATE["dp3"])
    assert hand_length(xy, weight, HAND).item() == pytest.approx(200.0, rel=0.01)
    weight[:] = 1.0
    xy[0, HAND.index_of("dp3")] = torch.tensor(TEMPLATE["dp3"]) * 200.0
    assert hand_length(xy, weight, HAND).item() == pytest.approx(200.0 * unit, rel=0.01)
