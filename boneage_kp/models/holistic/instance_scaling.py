"""`InstanceScaling`: each film centred and scaled by its own grey values."""

from torch import Tensor, nn

from boneage_kp.registry import MODELS

_LEAST_STD = 1.0  # of 255; a film of one grey stays flat instead of becoming amplified noise


@MODELS.register_module()
class InstanceScaling(nn.Module):
    """(grey - mean) / standard deviation of the same film, its letterbox margins counted in.

    Takes a film's exposure and contrast away, and has nothing to learn.
    """

    def forward(self, grey: Tensor) -> Tensor:
        """(B, 1, H, W) float32 to the same shape."""
        mean = grey.mean(dim=(1, 2, 3), keepdim=True)
        std = grey.std(dim=(1, 2, 3), keepdim=True, correction=0)
        return (grey - mean) / std.clamp(min=_LEAST_STD)
