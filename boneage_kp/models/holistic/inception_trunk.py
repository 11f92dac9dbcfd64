"""`InceptionTrunk`: InceptionV3's layers with a width and numbers of blocks to choose."""

from collections.abc import Sequence

from torch import Tensor, nn

from boneage_kp.models.holistic.inception_blocks import (
    TO_8,
    TO_17,
    BlockKind,
    Layer,
    make_block,
    make_layer,
    mixed_8,
    mixed_17,
    mixed_35,
    scaled,
)


class InceptionTrunk(nn.Module):
    """One grey channel to a feature map of `channels`; (2, 1, 2) at width 1 is InceptionV3.

    width:  factor on the filters of every layer, the stem's too.
    depth:  how many blocks of the mixed5, the mixed7 and the mixed9 kind; 0 leaves a kind out.
    """

    def __init__(self, width: float = 1.0, depth: Sequence[int] = (2, 1, 2)) -> None:
        super().__init__()
        if width <= 0:
            raise ValueError(f"InceptionTrunk: width is {width}; a factor above 0 is wanted")
        if len(depth) != 3 or any(not isinstance(n, int) or n < 0 for n in depth):
            raise ValueError(
                f"InceptionTrunk: depth is {depth!r}; three whole numbers from 0 on are wanted, "
                "blocks of the mixed5, mixed7 and mixed9 kind"
            )
        self.stem = _stem(width)
        self.mixed = nn.Sequential()
        self.channels = scaled(192, width)
        for name, kind in _blocks(depth).items():
            block = make_block(self.channels, kind, width)
            self.mixed.add_module(name, block)
            self.channels = block.channels

    def forward(self, image: Tensor) -> Tensor:
        """(B, 1, H, W) to (B, channels, h, w), about a 32nd of the size."""
        return self.mixed(self.stem(image))


def _stem(width: float) -> nn.Sequential:
    return nn.Sequential(
        make_layer(1, Layer(32, 3, 3), width, stride=2, padded=False),
        make_layer(scaled(32, width), Layer(32, 3, 3), width, padded=False),
        make_layer(scaled(32, width), Layer(64, 3, 3), width),
        nn.MaxPool2d(3, stride=2),
        make_layer(scaled(64, width), Layer(80), width),
        make_layer(scaled(80, width), Layer(192, 3, 3), width, padded=False),
        nn.MaxPool2d(3, stride=2),
    )


def _blocks(depth: Sequence[int]) -> dict[str, BlockKind]:
    """Names as Keras has them, but that repeated kinds are numbered (mixed5_1, mixed5_2)."""
    fives, sevens, nines = depth
    return {
        "mixed0": mixed_35(32),
        "mixed1": mixed_35(64),
        "mixed2": mixed_35(64),
        "mixed3": TO_17,
        "mixed4": mixed_17(128),
        **{f"mixed5_{place}": mixed_17(160) for place in range(1, fives + 1)},
        **{f"mixed7_{place}": mixed_17(192) for place in range(1, sevens + 1)},
        "mixed8": TO_8,
        **{f"mixed9_{place}": mixed_8() for place in range(1, nines + 1)},
    }
