"""Multiply-accumulates against numbers worked out by hand, and the networks' budgets on paper."""

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("mmengine")  # of [train], which has timm, too

from torch import Tensor, nn  # noqa: E402

from boneage_kp.engine.config_file import read_config  # noqa: E402
from boneage_kp.engine.parts import MODELS, build  # noqa: E402
from boneage_kp.study.model_cost.budget import BudgetLine, budget_lines  # noqa: E402
from boneage_kp.study.model_cost.counts import NetworkCost, layer_macs, network_cost  # noqa: E402
from boneage_kp.study.model_cost.speed import Speed  # noqa: E402


@pytest.mark.parametrize(
    ("layer", "given", "macs"),
    [
        # 5 x 3 x 7 outputs, each a sum over 2 channels of 3 x 3 taps
        (nn.Conv2d(2, 5, 3, padding=1), (1, 2, 3, 7), 5 * 3 * 7 * 2 * 9),
        # stride 2 of 8 x 12 leaves 4 x 6; each of 6 outputs sees 4 / 2 channels
        (
            nn.Conv2d(4, 6, (3, 1), stride=2, padding=(1, 0), groups=2),
            (1, 4, 8, 12),
            6 * 24 * 2 * 3,
        ),
        (nn.Conv2d(8, 8, 5, padding=2, groups=8), (3, 8, 4, 4), 3 * 8 * 16 * 25),
        # each of the 3 x 4 x 5 inputs is spread over 7 channels of 2 x 2 taps
        (nn.ConvTranspose2d(3, 7, 2, stride=2), (1, 3, 4, 5), 60 * 7 * 4),
        (nn.Linear(6, 11), (2, 3, 6), 2 * 3 * 11 * 6),
        (nn.BatchNorm2d(4), (1, 4, 2, 2), 0),
    ],
)
def test_a_layer_costs_what_the_hand_says(
    layer: nn.Module, given: tuple[int, ...], macs: int
) -> None:
    x = torch.zeros(given)
    assert layer_macs(layer, x, layer.eval()(x)) == macs


class Toy(nn.Module):
    """A layer called twice, one that never is, and a weight in no layer."""

    def __init__(self) -> None:
        super().__init__()
        self.backbone = nn.Sequential(nn.Conv2d(1, 4, 1, bias=False), nn.BatchNorm2d(4))
        self.neck = nn.ModuleDict({"twice": nn.Conv2d(4, 4, 3, padding=1), "norm": nn.Identity()})
        self.head = nn.Sequential(nn.PReLU(), nn.Linear(4, 3))
        self.idle = nn.Bilinear(2, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.neck["twice"](self.neck["twice"](self.backbone(x)))
        return self.head(x.mean(dim=(2, 3)))


def test_a_network_is_counted_by_parts_without_being_touched() -> None:
    model = Toy().eval()
    cost = network_cost(model, 32)
    assert {part.name: (part.parameters, round(part.gmac * 1e9)) for part in cost.parts} == {
        "backbone": (4 + 8, 32 * 32 * 4),
        "neck.twice": (4 * 4 * 9 + 4, 2 * 32 * 32 * 4 * 4 * 9),
        "head.0": (1, 0),
        "head.1": (15, 12),
        "idle": (5, 0),
    }
    assert cost.uncounted == ("Bilinear", "PReLU")
    assert cost.gmac("neck") == cost.gmac("neck.twice") > 0
    assert cost.parameters() == sum(p.numel() for p in model.parameters())
    assert not model.training and next(model.parameters()).device.type == "cpu"
    assert not any(layer._forward_hooks for layer in model.modules())


def cost_of(root: Path, name: str) -> NetworkCost:
    settings, config = read_config(root / "configs" / name)
    model = build({"type": "BoneDetector", **config.to_dict()["model"]}, MODELS)
    return network_cost(model, settings.last_size_px)


def test_the_neck_of_the_system_costs_what_its_layers_do(root: Path) -> None:
    cost = cost_of(root, "fpn_r50.py")
    p1, p2, p3, p4, p5 = ((1024 // 2**level) ** 2 for level in range(1, 6))
    lateral = 64 * (p1 * 64 + p2 * 256) + 128 * (p3 * 512 + p4 * 1024 + p5 * 2048)
    smooth = 9 * (p1 * 64 * 64 + p3 * 128 * 128)
    heads = p1 * 64 * (13 + 13 + 9)
    assert cost.gmac("neck.lateral") == pytest.approx(lateral / 1e9, rel=1e-9)
    assert cost.gmac("neck.smooth") == pytest.approx(smooth / 1e9, rel=1e-9)
    assert cost.gmac("neck.narrow") == pytest.approx(p3 * 128 * 64 / 1e9, rel=1e-9)
    assert cost.gmac("location", "maturity") == pytest.approx(heads / 1e9, rel=1e-9)


@pytest.mark.parametrize("name", ["fpn_r50.py", "fpn_r18.py", "fpn_mnv4.py", "finder.py"])
def test_every_system_keeps_its_budget_on_paper(root: Path, name: str) -> None:
    cost = cost_of(root, name)
    assert cost.uncounted == ()
    lines = budget_lines(cost, [])
    assert lines and all(line.verdict == "held" for line in lines), "\n".join(map(str, lines))


def test_verdicts_of_time_are_by_demand_and_floor(root: Path) -> None:
    cost = cost_of(root, "fpn_r50.py")

    def lines(ratio: float, mode: str = "infer", precision: str = "bf16") -> list[BudgetLine]:
        return budget_lines(cost, [Speed(mode, precision, 3, 1.0, ratio, ratio, None, None)])

    assert [lines(ratio)[-1].verdict for ratio in (1.3, 1.5, 1.7)] == [
        "held",
        "not held, floor held",
        "not held",
    ]
    assert len(lines(9.0, mode="read")) == len(lines(9.0, precision="fp32")) == 2
    assert "at most 1.35 (floor 1.6): held" in str(lines(1.2)[-1])
