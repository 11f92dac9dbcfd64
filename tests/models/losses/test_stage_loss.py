import pytest
import torch

from boneage_kp.codec.discs import DiscCodec
from boneage_kp.models.losses.stage_loss import StageLoss
from boneage_kp.models.outputs import DetectorOutput
from tests.models.hand_batches import VALID, labels, nothing_known, one

H, W = 192, 160
LABELS = labels()
CODEC = DiscCodec()
TARGETS = CODEC.encode(LABELS.xy_px, LABELS.shown, LABELS.length_px, (H, W))


def _output(seed: int = 0) -> DetectorOutput:
    g = torch.Generator().manual_seed(seed)
    stage = torch.randn(2, 9, H, W, generator=g)
    aux = [torch.randn(2, 13, 9, generator=g) for _ in range(2)]
    return DetectorOutput(TARGETS.point * 8 - 4, TARGETS.region * 8 - 4, stage, *aux)


def test_the_right_stage_painted_on_every_region_costs_next_to_nothing():
    painted = torch.zeros(2, 9, H, W)
    aux = torch.zeros(2, 13, 9)
    for hand in range(2):
        for bone in range(13):
            painted[hand, LABELS.stage[hand, bone]] += 30 * TARGETS.region[hand, bone]
            aux[hand, bone, LABELS.stage[hand, bone]] = 30
    output = _output()._replace(stage=painted, aux4=aux, aux5=aux)
    terms = StageLoss()(output, LABELS, CODEC, VALID)
    assert set(terms) == {"loss_stage", "loss_level", "loss_aux4", "loss_aux5"}
    assert sum(terms.values()) < 1e-2


def test_level_maps_at_zero_cost_what_hand_arithmetic_says():
    """Level logits: p = 1/S on each valid stage, so focal = (1 - 1/S)^2 ln S per bone."""
    output = _output()._replace(stage=torch.zeros(2, 9, H, W))
    value = StageLoss(level=0.0, aux=0.0)(output, LABELS, CODEC, VALID)["loss_stage"].item()
    nine = (8 / 9) ** 2 * torch.log(torch.tensor(9.0)).item()
    eight = (7 / 8) ** 2 * torch.log(torch.tensor(8.0)).item()
    assert eight < value < nine


def test_an_all_masked_batch_is_zero_and_finite():
    given = nothing_known(LABELS)
    terms = StageLoss()(_output(), given, CODEC, VALID)
    assert all(term.item() == 0 for term in terms.values())


def test_an_unrated_bone_moves_nothing():
    stage = LABELS.stage.clone()
    stage[:, 3] = -1
    given = LABELS._replace(stage=stage)
    output = _output()
    output.stage.requires_grad_(True)
    sum(StageLoss()(output, given, CODEC, VALID).values()).backward()
    x, y = (LABELS.xy_px[0, 3] / 2).long()
    assert output.stage.grad[0, :, y, x].abs().max() == 0
    x, y = (LABELS.xy_px[0, 2] / 2).long()
    assert output.stage.grad[0, :, y, x].abs().max() > 0


def test_stages_do_not_move_points():
    output = _output()
    output.point.requires_grad_(True)
    output.stage.requires_grad_(True)
    sum(StageLoss()(output, LABELS, CODEC, VALID).values()).backward()
    assert output.point.grad is None


def test_a_stage_s_weight_silences_it():
    quiet = tuple(tuple(0.0 for _ in range(9)) for _ in range(13))
    terms = StageLoss(stage_weight=quiet)(_output(), LABELS, CODEC, VALID)
    assert all(term.item() == 0 for term in terms.values())


def test_two_accumulated_steps_equal_one_big_batch():
    whole = StageLoss()(_output(), LABELS, CODEC, VALID)
    for name, value in whole.items():
        parts = [
            StageLoss()(
                DetectorOutput(*(v[i : i + 1] for v in _output())), one(LABELS, i), CODEC, VALID
            )[name]
            for i in range(2)
        ]
        assert value.item() == pytest.approx(sum(parts).item() / 2, rel=1e-5)
