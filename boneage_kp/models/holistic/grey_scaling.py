"""`FixedScaling`: grey 0-255 to what a network likes to see, the same for every film."""

from torch import Tensor, nn

from boneage_kp.registry import MODELS


@MODELS.register_module()
class FixedScaling(nn.Module):
    """(grey - mean) / std; by default -1 to 1, as Inception networks are trained."""

    def __init__(self, mean: float = 127.5, std: float = 127.5) -> None:
        super().__init__()
        self.mean = mean
        self.std = std

    def forward(self, grey: Tensor) -> Tensor:
        """(B, 1, H, W) float32 to the same shape."""
        return (grey - self.mean) / self.std
