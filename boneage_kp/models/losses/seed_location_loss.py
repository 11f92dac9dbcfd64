"""`SeedLocationLoss`: one map a bone that holds both discs, kept as a baseline to measure against.

Positive on the point disc, ignored on the rest of the region, negative outside.
"""

from torch import Tensor

from boneage_kp.codec.base import LocationTargets
from boneage_kp.codec.labels import HandLabels
from boneage_kp.models.losses.focal import FocalBce
from boneage_kp.models.outputs import DetectorOutput
from boneage_kp.registry import MODELS, build


@MODELS.register_module()
class SeedLocationLoss:
    """Point maps with their rings left out, and any-keypoint; for `with_region=False`.

    point, any_keypoint: weights of the two terms; one of weight 0 is not computed.
    """

    def __init__(
        self, focal: FocalBce | dict | None = None, point: float = 1.0, any_keypoint: float = 0.5
    ) -> None:
        self.focal = build(focal or FocalBce(), MODELS)
        self.point = point
        self.any_keypoint = any_keypoint

    def __call__(
        self, output: DetectorOutput, targets: LocationTargets, labels: HandLabels
    ) -> dict[str, Tensor]:
        """Named scalars, mean over images."""
        counted = ((targets.point > 0) | (targets.region == 0)).float()  # (B, K, H, W)
        terms = {}
        if self.point:
            known = labels.known.float()
            each = self._maps(output.point, targets.point, counted, known)
            terms["loss_point"] = self.point * each
        if self.any_keypoint:
            complete = labels.known.all(dim=1, keepdim=True).float()
            union = targets.point.amax(dim=1, keepdim=True)
            ring = counted.amin(dim=1, keepdim=True)
            # A cell of one bone's disc counts, also where it lies in another bone's ring.
            outside = ((union > 0) | (ring > 0)).float()
            highest = output.point.float().amax(dim=1, keepdim=True)
            each = self._maps(highest, union, outside, complete)
            terms["loss_any"] = self.any_keypoint * each
        return terms

    def _maps(self, logits: Tensor, target: Tensor, counted: Tensor, weight: Tensor) -> Tensor:
        per_bone = (self.focal(logits, target) * counted).sum(dim=(2, 3))  # (B, K)
        mass = (target.sum(dim=(2, 3)) * weight).sum(dim=1).clamp(min=1)
        return ((per_bone * weight).sum(dim=1) / mass).mean()
