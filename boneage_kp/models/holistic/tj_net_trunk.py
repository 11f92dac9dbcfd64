"""`TjTrunk`: blocks 1 to 4 of TJ-Net, the first of which can be held as they are."""

from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from boneage_kp.models.holistic.cbam import Cbam
from boneage_kp.models.holistic.inception_blocks import Layer, make_layer, scaled
from boneage_kp.models.holistic.tj_net_blocks import IncRes, inc_res_1, inc_res_2

STEM = (32, 64)  # filters of block 1's two layers, at width 1
CHANNELS = (128, 256, 512)  # of blocks 2, 3 and 4
NARROW = 4  # a branch has a fourth of its block's channels


class TjTrunk(nn.Module):
    """One grey channel to the maps of blocks 2, 3 and 4, at strides 4, 8 and 16.

    width:      factor on all filters.
    depth:      pairs of IncRes1 and IncRes2 in blocks 2, 3 and 4.
    attention:  a `Cbam` at the end of each of them.
    large:      branches with 5 x 5, 1 x 7 and 7 x 1.
    frozen:     blocks, from the first, that training leaves as they are, their norms included.
    """

    def __init__(
        self, width: float, depth: Sequence[int], attention: bool, large: bool, frozen: int
    ) -> None:
        super().__init__()
        if width <= 0:
            raise ValueError(f"TjNet: width is {width}; a factor above 0 is wanted")
        if len(depth) != 3 or any(not isinstance(n, int) or n < 1 for n in depth):
            raise ValueError(
                f"TjNet: depth is {depth!r}; three whole numbers from 1 on are wanted, pairs of "
                "modules in blocks 2, 3 and 4"
            )
        if frozen not in range(5):
            raise ValueError(
                f"TjNet: frozen_blocks is {frozen!r}; 0 (none) to 4 (all that look) are known"
            )
        self.attention = attention
        near, far = STEM
        self.block_1 = nn.Sequential(
            make_layer(1, Layer(near, 3, 3), width, stride=2),
            make_layer(scaled(near, width), Layer(far, 3, 3), width),
            nn.MaxPool2d(3, stride=2, padding=1),
        )
        stem = scaled(far, width)
        self.channels = tuple(NARROW * scaled(wide // NARROW, width) for wide in CHANNELS)
        two, three, four = self.channels
        self.block_2 = _block(stem, two, depth[0], attention, large)
        self.block_3 = _halved(_block(two, three, depth[1], attention, large))
        self.block_4 = _halved(_block(three, four, depth[2], attention, large))
        self.frozen = [self.block_1, self.block_2, self.block_3, self.block_4][:frozen]
        self._hold()

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(B, 1, H, W) to the maps of blocks 2, 3 and 4."""
        two = self.block_2(self.block_1(image))
        three = self.block_3(two)
        return two, three, self.block_4(three)

    def train(self, mode: bool = True) -> "TjTrunk":
        """Frozen blocks never train: their norms go on with the statistics that they came with."""
        super().train(mode)
        for block in self.frozen:
            block.eval()
        return self

    def _hold(self) -> None:
        for block in self.frozen:
            block.requires_grad_(False)
            for module in block.modules():
                if isinstance(module, _BatchNorm):
                    # Also whoever estimates statistics anew (`FrozenNormHook`) leaves these.
                    module.track_running_stats = False


def _block(
    channels_in: int, channels: int, pairs: int, attention: bool, large: bool
) -> nn.Sequential:
    """Pairs of modules, then attention."""
    made: list[nn.Module] = []
    for _ in range(pairs):
        for chains in (inc_res_1, inc_res_2):
            made.append(IncRes(channels_in, channels, chains(channels // NARROW, large)))
            channels_in = channels
    if attention:
        made.append(Cbam(channels))
    return nn.Sequential(*made)


def _halved(block: nn.Sequential) -> nn.Sequential:
    """The block behind a pooling to half the rows and columns."""
    return nn.Sequential(nn.MaxPool2d(3, stride=2, padding=1), *block)
