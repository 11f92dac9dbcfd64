"""BoneAgeNet: InceptionV3 at its start, the report's sizes, and maps that add up."""

import pytest
import torch
from torch import nn

from boneage_kp.models.backbones.timm_backbone import TimmBackbone
from boneage_kp.models.holistic.age_head import AgeHead
from boneage_kp.models.holistic.bone_age_net import BoneAgeNet
from boneage_kp.models.holistic.inception_trunk import InceptionTrunk
from boneage_kp.models.losses.age_l2 import AgeL2
from tests.models.holistic.small_systems import noise, small_system

# Width, depth and millions of parameters, cut off behind the point, of the report's table.
PUBLISHED = [
    (1.2, (4, 1, 2), 36),
    (1.3, (5, 1, 3), 55),
    (1.2, (4, 3, 3), 51),
    (1.0, (6, 4, 4), 47),
    (1.2, (5, 4, 4), 65),
    (1.1, (6, 5, 5), 66),
    (1.4, (4, 3, 3), 69),
]


def parameters(model: nn.Module) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


def planned(**given: object) -> BoneAgeNet:
    """Shapes without numbers: nothing is allocated."""
    with torch.device("meta"):
        return BoneAgeNet(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(("width", "depth", "millions"), PUBLISHED)
def test_parameters_of_the_published_table(
    width: float, depth: tuple[int, int, int], millions: int
) -> None:
    assert parameters(planned(width=width, depth=depth, dense=())) // 10**6 == millions


def test_the_final_one_and_the_baseline_which_the_table_gives_more() -> None:
    assert parameters(planned()) == 78_377_113, "about 78 M in the report"
    baseline = planned(width=1.0, depth=(2, 1, 2), dense=())
    assert parameters(baseline) == 21_787_137, "about 28 M in the report"
    assert parameters(baseline.trunk) == 21_784_992
    with_the_layer = planned(width=1.0, depth=(2, 1, 2), dense=(3000,))
    assert parameters(with_the_layer) // 10**6 == 28


def test_at_width_1_and_2_1_2_it_is_inception_v3() -> None:
    """timm's weights, put in by their order, give timm's features."""
    torch.manual_seed(2)
    theirs = TimmBackbone("inception_v3").eval()
    with torch.device("meta"):
        ours = InceptionTrunk(1.0, (2, 1, 2)).eval()
    ours.to_empty(device="cpu")
    pairs = list(zip(ours.state_dict().values(), theirs.state_dict().values(), strict=True))
    assert all(mine.shape == other.shape for mine, other in pairs)
    with torch.no_grad():
        for mine, other in pairs:
            mine.copy_(other)
        for module in ours.modules():
            if isinstance(module, nn.AvgPool2d):
                module.count_include_pad = True  # timm's mean counts the zeros beyond the edge
        image = torch.rand(1, 1, 107, 139)
        wanted = theirs(image)[-1]
        torch.testing.assert_close(ours(image), wanted, rtol=1e-3, atol=1e-4)
    assert wanted.std() > 0.01, "features that say nothing would agree with anything"


def test_a_kind_of_block_can_be_left_out() -> None:
    trunk = InceptionTrunk(0.1, (0, 0, 0)).eval()
    names = [name for name, _ in trunk.mixed.named_children()]
    assert names == ["mixed0", "mixed1", "mixed2", "mixed3", "mixed4", "mixed8"]
    assert trunk(torch.zeros(1, 1, 75, 107)).shape == (1, trunk.channels, 1, 2)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (dict(depth=(4, 3)), r"depth is \(4, 3\); three whole numbers"),
        (dict(depth=(4, 3, -1)), "three whole numbers from 0"),
        (dict(width=0.0), "width is 0.0; a factor above 0"),
    ],
)
def test_sizes_that_are_none_are_refused(given: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        planned(**given)


def test_without_the_dense_layer_the_map_adds_up_to_the_age() -> None:
    torch.manual_seed(1)
    system = small_system("bone_age_net", dense=()).eval()
    image = noise(2, 107, 171)
    lit = system.activation_map(image)
    assert lit.shape == (2, 2, 4)
    head: AgeHead = system.head
    assert head.sex is not None
    sex = head.age.weight[:, system.trunk.channels :] @ head.sex(torch.zeros(1))
    rest_months = 120 + 60 * (head.age.bias + sex)
    months = system(image, mode="predict").age_months
    torch.testing.assert_close(lit.sum(dim=(1, 2)) + rest_months, months, rtol=0, atol=1e-2)


def test_grey_comes_as_shares_of_255_and_the_loss_is_squared() -> None:
    system = small_system("bone_age_net")
    seen = system.seen(torch.tensor([[[[0, 51, 255]]]], dtype=torch.uint8))
    torch.testing.assert_close(seen.flatten(), torch.tensor([0.0, 0.2, 1.0]))
    assert isinstance(system.loss, AgeL2)
