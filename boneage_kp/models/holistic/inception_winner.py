"""`InceptionWinner`: InceptionV3 with sex, as the winner of the RSNA 2017 challenge is described.

Described: Inception V3 over the whole film at 500 x 500, no preprocessing; sex joined to the pooled
features; two fully connected hidden layers; mean of 5 networks and of 10 views each.
Ours differs: widths of the dense layers are not in the descriptions we have and are set to 1000;
sex is -1, 1, or 0 where it is unknown; the last layer counts from 120 months in steps of 60
(`AgeMonths`); nothing is pretrained unless a weights file is given. docs/holistic.md says more.
"""

from collections.abc import Sequence
from typing import Any

from torch import Tensor, nn

from boneage_kp.codec.age_target import AgeTarget
from boneage_kp.models.holistic.age_head import AgeHead
from boneage_kp.models.holistic.recipe import HolisticOutput, SexInput, WholeImageSystem
from boneage_kp.registry import MODELS, build

INCEPTION = dict(type="TimmBackbone", model_name="inception_v3")


@MODELS.register_module()
class InceptionWinner(WholeImageSystem):
    """backbone: InceptionV3; dense: widths of the layers behind the join; others: `AgeHead`."""

    least_size_px = 75  # below it InceptionV3's valid convolutions leave nothing

    def __init__(
        self,
        backbone: nn.Module | dict[str, Any] | None = None,
        sex_units: int = 32,
        dense: Sequence[int] = (1000, 1000),
        dropout: float = 0.0,
        target: AgeTarget | dict[str, Any] | None = None,
        loss: Any = None,
        sex: SexInput = "optional",
    ) -> None:
        super().__init__(target, loss, sex)
        self.backbone = build(backbone or INCEPTION, MODELS)
        channels = self.backbone.channels[-1]
        self.head = AgeHead(channels, self.target.channels, sex_units, dense, dropout)

    def features(self, image: Tensor) -> Tensor:
        return self.backbone(image)[-1]

    def answer(self, features: Tensor, sex: Tensor) -> HolisticOutput:
        return HolisticOutput(self.head(features, sex))
