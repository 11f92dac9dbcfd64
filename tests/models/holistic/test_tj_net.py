"""TJ-Net: its branches and sizes, what block 6 is told of sex, and blocks that are held."""

import pytest
import torch
from torch import Tensor, nn

from boneage_kp.codec.age_labels import AgeLabels
from boneage_kp.engine.hooks.frozen_norm import estimate_norms
from boneage_kp.models.holistic.cbam import Cbam
from boneage_kp.models.holistic.recipe import HolisticOutput
from boneage_kp.models.holistic.tj_net import TjNet
from boneage_kp.models.holistic.tj_net_blocks import IncRes, inc_res_1, inc_res_2
from tests.models.holistic.small_systems import noise, small_system

LABELS = AgeLabels(torch.tensor([1.0, -1.0, 0.0]), torch.tensor([30.0, 80.0, 140.0]))


def parameters(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def planned(**given: object) -> TjNet:
    """Shapes without numbers: nothing is allocated."""
    with torch.device("meta"):
        return TjNet(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "count"),
    [
        (dict(), 6_079_340),
        (dict(large=True), 7_023_724),
        (dict(attention=False), 6_035_086),
        (dict(joint=False), 5_849_451),
    ],
)
def test_parameters(given: dict[str, object], count: int) -> None:
    """The description has no figure to compare with. Ours is held: weights files depend on it."""
    assert parameters(planned(**given)) == count


def test_four_branches_of_the_kernels_that_are_described() -> None:
    def kernels(chains: object) -> list[list[tuple[int, int]]]:
        return [[(step.rows, step.columns) for step in chain] for chain in chains]  # type: ignore

    one, three, five = (1, 1), (3, 3), (5, 5)
    first = [[one], [one, three], [one, three, three], [one, three, three, three]]
    assert kernels(inc_res_1(8)) == first
    assert kernels(inc_res_2(8)) == [[one], [one, three], [one, (1, 3)], [one, (3, 1)]]
    assert kernels(inc_res_1(8, large=True)) == [
        [one],
        [one, three],
        [one, five],
        first[1] + [five],
    ]
    wide = [[one], [one, three], [one, (1, 7)], [one, (7, 1)]]
    assert kernels(inc_res_2(8, large=True)) == wide


@pytest.mark.parametrize("channels", [12, 20])
def test_a_module_adds_to_what_came_in(channels: int) -> None:
    torch.manual_seed(0)
    module = IncRes(12, channels, inc_res_2(5)).eval()
    x = torch.randn(2, 12, 7, 9)
    nn.init.zeros_(module.mix[1].weight)  # the branches say nothing any more
    torch.testing.assert_close(module(x), module.short_cut(x).relu())
    assert isinstance(module.short_cut, nn.Identity) == (channels == 12)


def test_three_attentions_one_at_the_end_of_blocks_2_to_4() -> None:
    trunk = planned().trunk
    ends = [block[-1] for block in (trunk.block_2, trunk.block_3, trunk.block_4)]
    assert all(isinstance(end, Cbam) for end in ends)
    assert sum(isinstance(module, Cbam) for module in trunk.modules()) == 3
    bare = planned(attention=False).trunk
    assert not any(isinstance(module, Cbam) for module in bare.modules())


def test_blocks_look_at_strides_4_8_and_16_and_block_5_at_all_three() -> None:
    system = small_system("tj_net").eval()
    image = system.seen(noise(1, 96, 160))
    maps = system.trunk(image)
    assert [tuple(one.shape[2:]) for one in maps] == [(24, 40), (12, 20), (6, 10)]
    features = system.features(image)
    assert features.shape == (1, sum(system.trunk.channels), 6, 10)
    assert torch.equal(system.block_4_of(features), maps[2])
    pooled = torch.cat([one.mean(dim=(2, 3)) for one in (maps[2], maps[1], maps[0])], dim=1)
    torch.testing.assert_close(features.mean(dim=(2, 3)), pooled)


def shown_to_block_6(system: TjNet, sex: Tensor) -> tuple[Tensor, HolisticOutput]:
    """What block 6 is told of sex when the network is told this."""
    told: list[Tensor] = []
    hook = system.block_6.register_forward_pre_hook(lambda _, given: told.append(given[1]))
    output = system.answer(system.features(system.seen(noise(len(sex)))), sex)
    hook.remove()
    return told[0], output


def test_a_known_sex_counts_and_block_5_speaks_where_there_is_none() -> None:
    torch.manual_seed(0)
    system: TjNet = small_system("tj_net").eval()
    told, output = shown_to_block_6(system, LABELS.sex)
    assert told[:2].tolist() == [1.0, -1.0] and output.male is not None
    torch.testing.assert_close(told[2], 2 * output.male[2].sigmoid() - 1)
    assert not told.requires_grad, "an age must not bend what block 5 says"
    alone: TjNet = small_system("tj_net", joint=False).eval()
    told, output = shown_to_block_6(alone, LABELS.sex)
    assert told.tolist() == [1.0, -1.0, 0.0] and output.male is None


def test_the_losses_have_their_weights_and_unknown_labels_move_nothing() -> None:
    torch.manual_seed(0)
    batch = {"image": noise(3), "labels": LABELS, "mode": "loss"}
    plain = small_system("tj_net").eval()
    heavy = small_system("tj_net", age_weight=0.5, sex_weight=3.0).eval()
    heavy.load_state_dict(plain.state_dict())
    before, after = plain(**batch), heavy(**batch)
    torch.testing.assert_close(after["loss_age"], 0.5 * before["loss_age"])
    torch.testing.assert_close(after["loss_sex"], 3.0 * before["loss_sex"])
    unknown = AgeLabels(torch.zeros(3), LABELS.age_months)
    plain(batch["image"], unknown, mode="loss")["loss_sex"].backward()
    assert all(p.grad is None or not p.grad.any() for p in plain.parameters())
    assert set(small_system("tj_net", joint=False)(**batch)) == {"loss_age"}


@pytest.mark.parametrize("frozen", [0, 2, 4])
def test_frozen_blocks_stay_as_they_are_to_the_bit(frozen: int) -> None:
    torch.manual_seed(0)
    system: TjNet = small_system("tj_net", frozen_blocks=frozen).train()
    before = {name: value.clone() for name, value in system.state_dict().items()}
    estimate_norms(system, [{"image": noise(3), "labels": LABELS}])
    system.train()
    moved = [p for p in system.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(moved, lr=1e-2)
    sum(system(noise(3), LABELS, mode="loss").values()).backward()
    optimizer.step()
    changed = {
        name.split(".")[1]
        for name, value in system.state_dict().items()
        if name.startswith("trunk.") and not torch.equal(value, before[name])
    }
    assert changed == {f"block_{place}" for place in range(frozen + 1, 5)}
    heads = [
        name for name, p in system.named_parameters() if name.startswith(("block_5", "block_6"))
    ]
    assert all(not torch.equal(system.state_dict()[name], before[name]) for name in heads)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (dict(width=0.0), "width is 0.0; a factor above 0"),
        (dict(depth=(1, 1)), r"depth is \(1, 1\); three whole numbers from 1"),
        (dict(depth=(1, 0, 1)), "three whole numbers from 1"),
        (dict(frozen_blocks=5), r"frozen_blocks is 5; 0 \(none\) to 4"),
        (dict(sex_weight=-1.0), "sex_weight -1.0; from 0 on"),
    ],
)
def test_what_makes_no_network_is_refused(given: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        planned(**given)
