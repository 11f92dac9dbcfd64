"""Blocks of InceptionV3 as tables of filters, so that one factor can widen all of their layers.

timm's blocks have their filters written in, and scaling them from outside would not keep the sums
of joined branches. Padding, pooling and norm are those of Keras, which the report used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn


class Layer(NamedTuple):
    """A convolution with norm and ReLU: filters at width 1, kernel height and width."""

    filters: int
    rows: int = 1
    columns: int = 1


Step = Layer | tuple[Layer, ...]  # several: side by side, each sees what came before


@dataclass(frozen=True)
class BlockKind:
    """Chains of layers that see the same input.

    pooled:  filters behind a 3 x 3 mean of the input; None for a reduction: the input's 3 x 3
             maximum as it is, and half the rows and columns in every chain's last layer.
    """

    chains: tuple[tuple[Step, ...], ...]
    pooled: int | None = None


def mixed_35(pooled: int) -> BlockKind:
    """mixed0 to mixed2, at 35 x 35 cells for an input of 299 px."""
    double = (Layer(64), Layer(96, 3, 3), Layer(96, 3, 3))
    return BlockKind(((Layer(64),), (Layer(48), Layer(64, 5, 5)), double), pooled)


def mixed_17(narrow: int) -> BlockKind:
    """mixed4 (128), mixed5 (160) and mixed7 (192), at 17 x 17 cells."""
    one = (Layer(narrow), Layer(narrow, 1, 7), Layer(192, 7, 1))
    turns = (Layer(narrow, 7, 1), Layer(narrow, 1, 7), Layer(narrow, 7, 1))
    return BlockKind(((Layer(192),), one, (Layer(narrow), *turns, Layer(192, 1, 7))), 192)


def mixed_8() -> BlockKind:
    """mixed9, at 8 x 8 cells."""
    cross = (Layer(384, 1, 3), Layer(384, 3, 1))
    double = (Layer(448), Layer(384, 3, 3), cross)
    return BlockKind(((Layer(320),), (Layer(384), cross), double), 192)


TO_17 = BlockKind(((Layer(384, 3, 3),), (Layer(64), Layer(96, 3, 3), Layer(96, 3, 3))))  # mixed3
TO_8 = BlockKind(  # mixed8
    (
        (Layer(192), Layer(320, 3, 3)),
        (Layer(192), Layer(192, 1, 7), Layer(192, 7, 1), Layer(192, 3, 3)),
    )
)


class SideBySide(nn.Module):
    """Branches of one input, their outputs joined; channels: of the joined output."""

    def __init__(self, branches: Sequence[nn.Module], channels: int) -> None:
        super().__init__()
        self.branches = nn.ModuleList(branches)
        self.channels = channels

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([branch(x) for branch in self.branches], dim=1)


def make_block(channels_in: int, kind: BlockKind, width: float) -> SideBySide:
    """A block with every layer `width` times as wide."""
    chains = [make_chain(channels_in, steps, width, kind.pooled is None) for steps in kind.chains]
    if kind.pooled is None:
        pool: nn.Module = nn.MaxPool2d(3, stride=2)
        pool_channels = channels_in
    else:
        mean = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
        pool = nn.Sequential(mean, make_layer(channels_in, Layer(kind.pooled), width))
        pool_channels = scaled(kind.pooled, width)
    channels = sum(channels for _, channels in chains) + pool_channels
    return SideBySide([*(chain for chain, _ in chains), pool], channels)


def make_chain(
    channels_in: int, steps: Sequence[Step], width: float, halves: bool = False
) -> tuple[nn.Sequential, int]:
    """Layers one after another, and the channels that come out.

    halves:  the last layer goes in steps of two, unpadded.
    """
    made: list[nn.Module] = []
    channels = channels_in
    for place, step in enumerate(steps, start=1):
        if isinstance(step, Layer):
            last = halves and place == len(steps)
            made.append(make_layer(channels, step, width, 2 if last else 1, not last))
            channels = scaled(step.filters, width)
        else:
            sides = [make_layer(channels, layer, width) for layer in step]
            channels = sum(scaled(layer.filters, width) for layer in step)
            made.append(SideBySide(sides, channels))
    return nn.Sequential(*made), channels


def make_layer(
    channels_in: int, layer: Layer, width: float, stride: int = 1, padded: bool = True
) -> nn.Sequential:
    """Convolution, batch norm, ReLU."""
    channels = scaled(layer.filters, width)
    kernel = (layer.rows, layer.columns)
    padding = (layer.rows // 2, layer.columns // 2) if padded else (0, 0)
    return nn.Sequential(
        nn.Conv2d(channels_in, channels, kernel, stride, padding, bias=False),
        nn.BatchNorm2d(channels, eps=1e-3),
        nn.ReLU(inplace=True),
    )


def scaled(filters: int, width: float) -> int:
    """Filters at a width: the nearest whole number, at least one."""
    return max(1, round(filters * width))
