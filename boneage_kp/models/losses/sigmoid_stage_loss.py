"""`SigmoidStageLoss`: every stage map a yes or no of its own, not one choice among stages."""

import torch
import torch.nn.functional as F
from torch import Tensor

from boneage_kp.models.losses.focal import FocalBce
from boneage_kp.models.losses.stage_loss import StageLoss
from boneage_kp.registry import MODELS


@MODELS.register_module()
class SigmoidStageLoss(StageLoss):
    """`StageLoss` whose cells take binary focal terms, one a stage that the bone has.

    Reading stays a softmax of the pooled logits, so that posteriors sum to 1; the level and the
    vectors are as in `StageLoss`.
    """

    def cell_cost(self, logits: Tensor, label: Tensor, valid: Tensor) -> Tensor:
        """logits: (..., S); label: (...); valid: (..., S) broadcast. Sum over the bone's stages."""
        target = F.one_hot(label, logits.shape[-1]).to(logits.dtype)
        each = FocalBce(gamma=self.gamma)(logits, target)
        return torch.where(valid, each, torch.zeros_like(each)).sum(dim=-1)
