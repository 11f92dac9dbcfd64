import pytest
import torch

from boneage_kp.models.heads import LocationHead, MaturityHead, StageFcHead


def test_location_starts_as_empty_as_the_targets():
    point, region = LocationHead(20, 13)(torch.randn(2, 20, 24, 40))
    assert point.shape == region.shape == (2, 13, 24, 40)
    assert point.sigmoid().mean().item() == pytest.approx(0.018, abs=0.005)


def test_the_region_can_be_left_out():
    assert LocationHead(20, 13, with_region=False)(torch.randn(2, 20, 4, 5))[1] is None


def test_maturity_starts_nearly_level():
    logits = MaturityHead(20, 9)(torch.randn(2, 20, 24, 40))
    assert logits.shape == (2, 9, 24, 40)
    assert logits.std() < 0.7, "a stage or two ahead by chance, none by much"


def test_fully_connected_head_answers_for_every_bone_whatever_the_map_s_size():
    head = StageFcHead(30, bones=13, stages=9, hidden=17)
    for size in ((4, 5), (7, 3)):
        assert head(torch.randn(2, 30, *size)).shape == (2, 13, 9)
