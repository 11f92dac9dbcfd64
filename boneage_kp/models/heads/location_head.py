"""`LocationHead`: point and region logits of every bone, by one 1x1 each."""

from torch import Tensor, nn

from boneage_kp.registry import MODELS

PRIOR_BIAS = -4.0  # a sigmoid near 0.02 at the start: about as empty as the targets


@MODELS.register_module()
class LocationHead(nn.Module):
    """with_region: leave the region map out with False (an ablation)."""

    def __init__(self, channels_in: int, bones: int, with_region: bool = True) -> None:
        super().__init__()
        self.point = _prior_conv(channels_in, bones)
        self.region = _prior_conv(channels_in, bones) if with_region else None

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor | None]:
        """(B, C, H, W) to point and region logits, (B, K, H, W) each."""
        return self.point(features), None if self.region is None else self.region(features)


def _prior_conv(channels_in: int, channels_out: int) -> nn.Conv2d:
    conv = nn.Conv2d(channels_in, channels_out, 1)
    nn.init.normal_(conv.weight, std=0.01)
    nn.init.constant_(conv.bias, PRIOR_BIAS)  # type: ignore[arg-type]
    return conv
