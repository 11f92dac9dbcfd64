"""`AgeL2`: mean squared error of the age."""

from torch import Tensor

from boneage_kp.registry import MODELS


@MODELS.register_module()
class AgeL2:
    """(output - target)^2 in the target's own unit, mean over the films whose age is known."""

    def __call__(self, output: Tensor, target: Tensor) -> Tensor:
        """(B, 1) each, NaN in a target that is not known; a scalar >= 0, float32."""
        known = ~target.isnan()
        error = (output.float() - target.nan_to_num()) ** 2 * known
        return error.sum() / known.sum().clamp(min=1)
