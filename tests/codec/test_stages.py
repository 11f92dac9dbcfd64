import torch

from boneage_kp.codec.discs import DiscCodec
from boneage_kp.codec.stages import pool_logits, posterior
from tests.codec.test_discs import SIZE_HW, hands

XY_PX = hands(300.0, 15.0, (160.0, 190.0), 0.3)
CODEC = DiscCodec()
TARGETS = CODEC.encode(
    XY_PX, torch.ones(2, 13, dtype=torch.bool), torch.tensor([300.0, 300.0]), SIZE_HW
)


def test_each_bone_pools_the_stage_painted_on_its_own_region():
    stage = torch.randint(0, 9, (2, 13), generator=torch.Generator().manual_seed(3))
    painted = torch.zeros(2, 9, *SIZE_HW)
    for hand in range(2):
        for bone in range(13):
            painted[hand, stage[hand, bone]] += 5.0 * TARGETS.region[hand, bone]
    logits = pool_logits(painted, TARGETS.point, XY_PX, torch.tensor([150.0, 150.0]), CODEC)
    assert logits.shape == (2, 13, 9)
    assert (logits.argmax(dim=-1) == stage).all()
    assert logits.max(dim=-1).values.min() > 4.99


def test_a_dark_heatmap_pools_something_finite():
    logits = pool_logits(
        torch.randn(2, 9, *SIZE_HW),
        torch.zeros(2, 13, *SIZE_HW),
        XY_PX,
        torch.full((2,), 150.0),
        CODEC,
    )
    assert torch.isfinite(logits).all()


def test_a_stage_the_bone_lacks_gets_nothing():
    valid = torch.ones(13, 9, dtype=torch.bool)
    valid[1, 8] = False
    probabilities = posterior(torch.full((2, 13, 9), 3.0), valid)
    assert probabilities[:, 1, 8].abs().max() == 0
    torch.testing.assert_close(probabilities.sum(dim=-1), torch.ones(2, 13))


def test_a_higher_temperature_is_less_sure():
    logits = torch.randn(2, 13, 9)
    valid = torch.ones(13, 9, dtype=torch.bool)
    calm = posterior(logits, valid, torch.full((13,), 2.0))
    assert (calm.max(dim=-1).values < posterior(logits, valid).max(dim=-1).values).all()
