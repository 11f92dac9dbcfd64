"""The two other ways to train stages: floors, gradients, masks."""

import pytest
import torch

from boneage_kp.codec.discs import DiscCodec
from boneage_kp.models.losses.seed_stage_loss import SeedStageLoss
from boneage_kp.models.losses.sigmoid_stage_loss import SigmoidStageLoss
from boneage_kp.models.outputs import DetectorOutput
from tests.models.hand_batches import SIZE_HW, VALID, labels, nothing_known

CODEC = DiscCodec()
MAP_HW = (SIZE_HW[0] // 2, SIZE_HW[1] // 2)
LOSSES = (SeedStageLoss(), SigmoidStageLoss())
NAMES = ("loss_stage", "loss_level", "loss_aux4", "loss_aux5")


def output(stage: torch.Tensor, aux: torch.Tensor) -> DetectorOutput:
    return DetectorOutput(torch.zeros(2, 13, *MAP_HW), None, stage, aux, aux)


def perfect() -> tuple[torch.Tensor, torch.Tensor]:
    """Every stage map as the labels want it in every bone's disc and region."""
    given = labels()
    drawn = CODEC.encode(given.xy_px, given.shown, given.length_px, MAP_HW)
    wanted = torch.nn.functional.one_hot(given.stage, 9).float()  # (B, K, S)
    maps = torch.einsum("bkhw,bks->bshw", drawn.point, wanted).clamp(1e-6, 1 - 1e-6)
    return torch.logit(maps), 40 * wanted - 20


def test_the_true_map_trained_to_its_disc_is_the_floor_of_the_literal_reading() -> None:
    got = SeedStageLoss()(output(*perfect()), labels(), CODEC, VALID)
    assert tuple(got) == NAMES
    assert got["loss_stage"] < 1e-5 and got["loss_aux4"] < 1e-6
    assert got["loss_level"] < 0.02, "soft on the disc's edge, where all maps are low"


def test_sure_and_right_is_the_floor_of_sigmoids() -> None:
    given = labels()
    drawn = CODEC.encode(given.xy_px, given.shown, given.length_px, MAP_HW)
    wanted = torch.nn.functional.one_hot(given.stage, 9).float()
    stage = 40 * torch.einsum("bkhw,bks->bshw", drawn.region, wanted) - 20
    got = SigmoidStageLoss()(output(stage, perfect()[1]), given, CODEC, VALID)
    assert tuple(got) == NAMES
    assert got["loss_stage"] < 1e-6


def test_sigmoid_cell_by_hand() -> None:
    logits, label = torch.zeros(1, 3), torch.tensor([1])
    valid = torch.tensor([[True, True, False]])
    got = SigmoidStageLoss().cell_cost(logits, label, valid)
    # Two stages count, each half sure: 2 * 0.5 * 0.5^2 * log 2.
    torch.testing.assert_close(got, 0.25 * torch.log(torch.tensor([2.0])))


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: type(loss).__name__)
def test_gradients_raise_the_true_map_on_the_disc(loss) -> None:
    given = labels()
    stage = torch.zeros(2, 9, *MAP_HW, requires_grad=True)
    got = loss(output(stage, torch.zeros(2, 13, 9)), given, CODEC, VALID)
    got["loss_stage"].backward()
    for k in range(13):
        x, y = (given.xy_px[0, k] / 2).long().tolist()
        assert stage.grad[0, given.stage[0, k], y, x] < 0


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: type(loss).__name__)
def test_nothing_rated_costs_nothing(loss) -> None:
    stage = torch.randn(2, 9, *MAP_HW, generator=torch.Generator().manual_seed(1))
    none = nothing_known(labels())
    got = loss(output(stage, torch.zeros(2, 13, 9)), none, CODEC, VALID)
    assert all(value.item() == 0 for value in got.values())
