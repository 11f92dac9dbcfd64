"""`SexBce`: how surprising the known sexes are to what was read off the films."""

from torch import Tensor
from torch.nn import functional

from boneage_kp.codec.age_labels import MALE, UNKNOWN
from boneage_kp.registry import MODELS


@MODELS.register_module()
class SexBce:
    """Binary cross-entropy of the male logit, mean over the films whose sex is known."""

    def __call__(self, male: Tensor, sex: Tensor) -> Tensor:
        """male: (B,) logits; sex: (B,) as `AgeLabels` has it; a scalar >= 0, float32."""
        known = (sex != UNKNOWN).float()
        target = (sex == MALE).float()
        each = functional.binary_cross_entropy_with_logits(male.float(), target, reduction="none")
        return (each * known).sum() / known.sum().clamp(min=1)
