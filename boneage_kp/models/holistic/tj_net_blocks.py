"""TJ-Net's two inception-residual modules: four branches of one map, joined, added to the map.

The description names the kernels of the branches, not their order: 1 x 1 and 3 x 3 combined in
IncRes1; 1 x 1, 3 x 3, 1 x 3 and 3 x 1, one a branch, in IncRes2; 5 x 5, 1 x 7 and 7 x 1 in larger
ones. Ours: a 1 x 1 layer narrows what the wider kernels see, and IncRes1 sees 1, 3, 5 and 7 cells.
"""

from torch import Tensor, nn

from boneage_kp.models.holistic.inception_blocks import Layer, SideBySide, Step, make_chain

Chains = tuple[tuple[Step, ...], ...]


def inc_res_1(filters: int, large: bool = False) -> Chains:
    """Four branches that see 1, 3, 5 and 7 cells; filters: of every layer."""
    one, three, five = Layer(filters), Layer(filters, 3, 3), Layer(filters, 5, 5)
    if large:
        return (one,), (one, three), (one, five), (one, three, five)
    return (one,), (one, three), (one, three, three), (one, three, three, three)


def inc_res_2(filters: int, large: bool = False) -> Chains:
    """Four branches, of which two look along rows and along columns; filters: of every layer."""
    one, three, along = Layer(filters), Layer(filters, 3, 3), 7 if large else 3
    return (one,), (one, three), (one, Layer(filters, 1, along)), (one, Layer(filters, along, 1))


class IncRes(nn.Module):
    """Branches side by side, mixed by a 1 x 1 convolution, added to what came in, ReLU."""

    def __init__(self, channels_in: int, channels: int, chains: Chains) -> None:
        super().__init__()
        made = [make_chain(channels_in, steps, width=1.0) for steps in chains]
        joined = sum(wide for _, wide in made)
        self.branches = SideBySide([chain for chain, _ in made], joined)
        self.mix = _linear(joined, channels)
        same = channels_in == channels
        self.short_cut: nn.Module = nn.Identity() if same else _linear(channels_in, channels)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        """(B, channels_in, H, W) to (B, channels, H, W)."""
        return self.relu(self.short_cut(x) + self.mix(self.branches(x)))


def _linear(channels_in: int, channels: int) -> nn.Sequential:
    """1 x 1 convolution and norm, without a bend: sums stay sums."""
    return nn.Sequential(
        nn.Conv2d(channels_in, channels, 1, bias=False), nn.BatchNorm2d(channels, eps=1e-3)
    )
