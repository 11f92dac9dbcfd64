"""`LocationLoss`: point maps, region maps, and any-keypoint as a whole."""

from torch import Tensor

from boneage_kp.codec.base import LocationTargets
from boneage_kp.codec.labels import HandLabels
from boneage_kp.models.losses.focal import FocalBce
from boneage_kp.models.outputs import DetectorOutput
from boneage_kp.registry import MODELS, build


@MODELS.register_module()
class LocationLoss:
    """Weighted sum of three focal terms; a term of weight 0 is not computed.

    bone_weight: one number a bone, or None for 1 each.
    """

    def __init__(
        self,
        focal: FocalBce | dict | None = None,
        point: float = 1.0,
        region: float = 1.0,
        any_keypoint: float = 0.5,
        bone_weight: tuple[float, ...] | None = None,
    ) -> None:
        self.focal = build(focal or FocalBce(), MODELS)
        self.point = point
        self.region = region
        self.any_keypoint = any_keypoint
        self.bone_weight = bone_weight

    def __call__(
        self, output: DetectorOutput, targets: LocationTargets, labels: HandLabels
    ) -> dict[str, Tensor]:
        """Named scalars, mean over images."""
        weight = labels.known.float()
        if self.bone_weight is not None:
            weight = weight * weight.new_tensor(self.bone_weight)
        terms = {}
        if self.point:
            terms["loss_point"] = self.point * self._maps(output.point, targets.point, weight)
        if self.region and output.region is not None:
            terms["loss_region"] = self.region * self._maps(output.region, targets.region, weight)
        if self.any_keypoint:
            complete = labels.known.all(dim=1, keepdim=True).float()
            union = targets.point.amax(dim=1, keepdim=True)
            highest = output.point.float().amax(dim=1, keepdim=True)
            terms["loss_any"] = self.any_keypoint * self._maps(highest, union, complete)
        return terms

    def _maps(self, logits: Tensor, target: Tensor, weight: Tensor) -> Tensor:
        """Focal loss over maps: per image the weighted sum over the targets' mass."""
        per_bone = self.focal(logits, target).sum(dim=(2, 3))  # (B, K)
        mass = (target.sum(dim=(2, 3)) * weight).sum(dim=1).clamp(min=1)
        return ((per_bone * weight).sum(dim=1) / mass).mean()
