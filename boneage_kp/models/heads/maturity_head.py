"""`MaturityHead`: one map a stage, shared by all bones; the bone's own region is read out of it."""

from torch import Tensor, nn

from boneage_kp.registry import MODELS


@MODELS.register_module()
class MaturityHead(nn.Module):
    """A 1x1 to S stage logits.

    It starts nearly level, yet not with the tiny weights of the location head: what the features
    learn of stages comes back through these weights, and tiny ones hold them up for long.
    """

    def __init__(self, channels_in: int, stages: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels_in, stages, 1)
        nn.init.normal_(self.conv.weight, std=0.1)
        nn.init.zeros_(self.conv.bias)  # type: ignore[arg-type]

    def forward(self, features: Tensor) -> Tensor:
        """(B, C, H, W) to (B, S, H, W)."""
        return self.conv(features)
