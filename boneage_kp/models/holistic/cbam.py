"""`Cbam`: weighs a feature map by channel, then by place (convolutional block attention module)."""

import torch
from torch import Tensor, nn

REDUCTION = 16  # channels to one unit between the two dense layers
LEAST_UNITS = 4  # narrow maps would otherwise be judged by a single one
CELLS = 7  # edge of the window that a place is weighed by


class ChannelWeights(nn.Module):
    """A share of 0 to 1 a channel, from its mean and its maximum over all places."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        units = max(LEAST_UNITS, channels // REDUCTION)
        # One pair of layers for both: what is mean and what is greatest is judged alike.
        self.shared = nn.Sequential(
            nn.Linear(channels, units), nn.ReLU(), nn.Linear(units, channels)
        )

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) to (B, C, 1, 1)."""
        said = self.shared(x.mean(dim=(2, 3))) + self.shared(x.amax(dim=(2, 3)))
        return said.sigmoid()[:, :, None, None]


class PlaceWeights(nn.Module):
    """A share of 0 to 1 a place, from the mean and the maximum over its channels."""

    def __init__(self) -> None:
        super().__init__()
        self.window = nn.Conv2d(2, 1, CELLS, padding=CELLS // 2, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) to (B, 1, H, W)."""
        pooled = [x.mean(dim=1, keepdim=True), x.amax(dim=1, keepdim=True)]
        return self.window(torch.cat(pooled, dim=1)).sigmoid()


class Cbam(nn.Module):
    """The map times its channels' shares; what comes of that times its places' shares."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.channels = ChannelWeights(channels)
        self.places = PlaceWeights()

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) to the same shape."""
        x = x * self.channels(x)
        return x * self.places(x)
