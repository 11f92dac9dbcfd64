"""`Fpn`: coarse levels are added into finer ones, down to the finest, the only one predicted on.

Levels are named by the log2 of their stride: p5 (stride 32) ... p1 (stride 2).
"""

from collections.abc import Sequence

import torch.nn.functional as F
from torch import Tensor, nn

from boneage_kp.models.layers.conv_norm_act import ConvNormAct
from boneage_kp.registry import MODELS


@MODELS.register_module()
class Fpn(nn.Module):
    """Top-down pyramid, wide where cells are few and narrow where they are many.

    channels_in:  of the backbone's levels, finest first.
    widths:       of p1, p2, ...: a level is as wide as the finer neighbour can afford.
    smooth:       levels (from 1) that get a 3x3 after the addition. The one on p1 is most of
                  the neck's cost, and it is where plates are told apart.
    """

    def __init__(
        self,
        channels_in: Sequence[int],
        widths: Sequence[int] = (64, 64, 128, 128, 128),
        smooth: Sequence[int] = (1, 3),
    ) -> None:
        super().__init__()
        if len(widths) != len(channels_in):
            raise ValueError(
                f"Fpn: {len(channels_in)} levels come in, but widths= names {len(widths)}: "
                f"{tuple(widths)}; one width a level is wanted, finest first"
            )
        self.channels = widths[0]
        self.lateral = nn.ModuleList(
            nn.Conv2d(c, w, 1) for c, w in zip(channels_in, widths, strict=True)
        )
        self.narrow = nn.ModuleList(
            nn.Conv2d(coarse, fine, 1, bias=False) if coarse != fine else nn.Identity()
            for fine, coarse in zip(widths[:-1], widths[1:], strict=True)
        )
        self.smooth = nn.ModuleDict(
            {str(level): ConvNormAct(widths[level - 1], widths[level - 1], 3) for level in smooth}
        )

    def forward(self, levels: Sequence[Tensor]) -> Tensor:
        """Feature maps, finest first, to p1: (B, widths[0], H, W) of the finest level."""
        merged = self._smoothed(self.lateral[-1](levels[-1]), len(levels))
        for i in range(len(levels) - 2, -1, -1):
            # Narrow before growing: a 1x1 on a quarter of the cells.
            coarse = F.interpolate(self.narrow[i](merged), size=levels[i].shape[2:])
            merged = self._smoothed(self.lateral[i](levels[i]) + coarse, i + 1)
        return merged

    def _smoothed(self, x: Tensor, level: int) -> Tensor:
        return self.smooth[str(level)](x) if str(level) in self.smooth else x
