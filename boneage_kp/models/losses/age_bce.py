"""`AgeBce`: every bin of ages a yes or no of its own."""

import torch.nn.functional as F
from torch import Tensor

from boneage_kp.registry import MODELS


@MODELS.register_module()
class AgeBce:
    """Binary cross-entropy summed over the bins, mean over the films whose age is known."""

    def __call__(self, output: Tensor, target: Tensor) -> Tensor:
        """(B, A) logits and one-hot bins, a row of NaN where not known; a scalar, float32."""
        known = ~target.isnan()
        cross = F.binary_cross_entropy_with_logits(
            output.float(), target.nan_to_num(), reduction="none"
        )
        return (cross * known).sum() / known.any(dim=1).sum().clamp(min=1)
