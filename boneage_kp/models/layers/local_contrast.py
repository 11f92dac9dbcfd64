"""`LocalContrast`: grey values against those around them, whatever the film's exposure."""

import torch.nn.functional as F
from torch import Tensor, nn

from boneage_kp.registry import MODELS

GRID = 32  # cells a side: network inputs are multiples of 32


@MODELS.register_module()
class LocalContrast(nn.Module):
    """(grey - mean) / (deviation + softening), mean and deviation of a soft window.

    Films differ more in exposure, window and tone curve than hands do in stage: a network that
    has to learn that away first takes several times as long.

    reach:      half width of the window in cells of a 32 x 32 grid over the input, so that it is
                the same share of the view at every input size.
    softening:  grey levels; keeps empty parts of the film from being blown up to noise.
    """

    def __init__(self, reach: int = 2, softening: float = 4.0) -> None:
        super().__init__()
        self.reach = reach
        self.softening = softening

    def forward(self, grey: Tensor) -> Tensor:
        """(B, 1, H, W) float32 grey 0-255 to the same shape, about -3 to 3."""
        size_hw = (int(grey.shape[2]), int(grey.shape[3]))
        cell_hw = (size_hw[0] // GRID, size_hw[1] // GRID)
        mean = self._smooth(F.avg_pool2d(grey, cell_hw))
        square = self._smooth(F.avg_pool2d(grey * grey, cell_hw))
        deviation = (square - mean * mean).clamp(min=0).sqrt()
        mean = F.interpolate(mean, size=size_hw, mode="bilinear")
        deviation = F.interpolate(deviation, size=size_hw, mode="bilinear")
        return (grey - mean) / (deviation + self.softening)

    def _smooth(self, grid: Tensor) -> Tensor:
        """A box twice over: nearly a bell, and what lies outside does not count."""
        for _ in range(2):
            grid = F.avg_pool2d(
                grid, 2 * self.reach + 1, stride=1, padding=self.reach, count_include_pad=False
            )
        return grid
