"""`StageFcHead`: all bones' stages from one pooled coarse level, to speed up training."""

from torch import Tensor, nn

from boneage_kp.registry import MODELS


@MODELS.register_module()
class StageFcHead(nn.Module):
    """Global average, one hidden layer, K x S logits."""

    def __init__(self, channels_in: int, bones: int, stages: int, hidden: int = 256) -> None:
        super().__init__()
        self.shape = (bones, stages)
        self.layers = nn.Sequential(
            nn.Linear(channels_in, hidden), nn.ReLU(inplace=True), nn.Linear(hidden, bones * stages)
        )

    def forward(self, features: Tensor) -> Tensor:
        """(B, C, h, w) to (B, K, S)."""
        return self.layers(features.mean(dim=(2, 3))).unflatten(1, self.shape)
