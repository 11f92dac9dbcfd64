"""`UNet`: down in steps of two, up again with what each step saw, one map out."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from boneage_kp.models.layers.conv_norm_act import ConvNormAct


class UNet(nn.Module):
    """widths: channels from the finest level to the coarsest."""

    def __init__(self, widths: Sequence[int] = (16, 32, 64, 128, 256)) -> None:
        super().__init__()
        if len(widths) < 2:
            raise ValueError(f"UNet: widths is {tuple(widths)}; two levels or more are wanted")
        channels = (1, *widths)
        self.down = nn.ModuleList(
            _two(inside, out) for inside, out in zip(channels, channels[1:], strict=False)
        )
        finest_last = list(reversed(widths))
        self.up = nn.ModuleList(
            _two(deep + beside, beside)
            for deep, beside in zip(finest_last, finest_last[1:], strict=False)
        )
        self.last = nn.Conv2d(widths[0], 1, 1)
        self.step = 2 ** (len(widths) - 1)  # input sizes are multiples of it

    def forward(self, image: Tensor) -> Tensor:
        """(B, 1, H, W) to (B, 1, H, W) logits."""
        seen: list[Tensor] = []
        x = image
        for place, level in enumerate(self.down):
            x = level(x if place == 0 else F.max_pool2d(x, 2))
            seen.append(x)
        for level, beside in zip(self.up, reversed(seen[:-1]), strict=True):
            wide = F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
            x = level(torch.cat([wide, beside], dim=1))
        return self.last(x)


def _two(inside: int, out: int) -> nn.Sequential:
    return nn.Sequential(ConvNormAct(inside, out, 3), ConvNormAct(out, out, 3))
