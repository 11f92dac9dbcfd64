"""Focal losses on logits: binary against soft targets, and softmax over a bone's own stages."""

import torch
import torch.nn.functional as F
from torch import Tensor

from boneage_kp.registry import MODELS


@MODELS.register_module()
class FocalBce:
    """alpha * |P - sigmoid(a)|^gamma * (BCE(a, P) - BCE at sigmoid(a) = P), cell by cell.

    Taking the target's own entropy off makes a perfect prediction cost exactly 0, also on the
    soft edge of a disc. gamma = 0 is plain cross-entropy (less its floor).
    """

    def __init__(self, alpha: float = 0.5, gamma: float = 2.0) -> None:
        self.alpha = alpha
        self.gamma = gamma

    def __call__(self, logits: Tensor, target: Tensor) -> Tensor:
        """Logits and targets of one shape to losses >= 0 of that shape, float32."""
        logits, target = logits.float(), target.float()
        cross = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
        floor = -(torch.xlogy(target, target) + torch.xlogy(1 - target, 1 - target))
        excess = (cross - floor).clamp(min=0)
        if self.gamma == 0:
            return self.alpha * excess
        return self.alpha * (target - logits.sigmoid()).abs() ** self.gamma * excess


def focal_softmax(logits: Tensor, label: Tensor, valid: Tensor, gamma: float = 2.0) -> Tensor:
    """Focal cross-entropy over the stages that are valid, (1 - p)^gamma * -log p.

    logits:   (..., S); label: (...) int64, any valid stage where it will be masked.
    valid:    (..., S) bool, broadcast: the others take no part in the softmax.
    returns:  (...) float32.
    """
    lowest = torch.finfo(torch.float32).min
    log_p = logits.float().masked_fill(~valid, lowest).log_softmax(dim=-1)
    log_p = log_p.gather(-1, label[..., None])[..., 0]
    return (1 - log_p.exp()).clamp(min=0) ** gamma * -log_p
