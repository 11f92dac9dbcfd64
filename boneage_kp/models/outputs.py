"""What networks give back."""

from typing import NamedTuple

from torch import Tensor


class DetectorOutput(NamedTuple):
    """Logits of the detector on its finest level.

    point:       (B, K, H, W) where exactly.
    region:      (B, K, H, W) where at all; the heatmap is the product of both sigmoids.
                 None when a config leaves the region map out.
    stage:       (B, S, H, W) maturity, shared by all bones.
    aux4, aux5:  (B, K, S) from fully connected layers on the two last levels; None in use.
    """

    point: Tensor
    region: Tensor | None
    stage: Tensor
    aux4: Tensor | None
    aux5: Tensor | None

    def heatmap(self) -> Tensor:
        """(B, K, H, W) float32 probabilities: the region restricts, the point says exactly."""
        point = self.point.float().sigmoid()
        return point if self.region is None else point * self.region.float().sigmoid()
