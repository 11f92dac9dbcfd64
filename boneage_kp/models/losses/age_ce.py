"""`AgeCe`: one choice among the bins of ages."""

from torch import Tensor

from boneage_kp.registry import MODELS


@MODELS.register_module()
class AgeCe:
    """Cross-entropy over the bins, mean over the films whose age is known."""

    def __call__(self, output: Tensor, target: Tensor) -> Tensor:
        """(B, A) logits and one-hot bins, a row of NaN where not known; a scalar, float32."""
        known = ~target.isnan()
        log_share = output.float().log_softmax(dim=1)
        cross = -(target.nan_to_num() * log_share * known).sum()
        return cross / known.any(dim=1).sum().clamp(min=1)
