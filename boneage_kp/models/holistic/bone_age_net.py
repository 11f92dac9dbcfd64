"""`BoneAgeNet`: InceptionV3 made wider and deeper where it pays, with sex; maps of what it sees.

Described (Ma, "Designing a Bone Age Estimation CNN-Model using Hyperparameter Optimization"): an
InceptionV3 over 300 x 300 grey pixels, of which the blocks mixed5, mixed7 and mixed9 are repeated
4, 3 and 3 times and every layer is 1.4 times as wide; pooling, dropout, sex through a dense layer,
one more dense layer, one number; squared error.
Ours differs: units of the dense layers and the share dropped are not in the report (3000 units
give its 78 million parameters); sex is -1, 1, or 0 where it is unknown; the last layer counts from
120 months in steps of 60 (`AgeMonths`). docs/holistic.md says more.
"""

from collections.abc import Sequence
from typing import Any

from torch import Tensor

from boneage_kp.codec.age_target import AgeTarget
from boneage_kp.models.holistic.age_head import AgeHead
from boneage_kp.models.holistic.grey_scaling import FixedScaling
from boneage_kp.models.holistic.inception_trunk import InceptionTrunk
from boneage_kp.models.holistic.recipe import HolisticOutput, SexInput, WholeImageSystem
from boneage_kp.models.losses.age_l2 import AgeL2
from boneage_kp.registry import MODELS


@MODELS.register_module()
class BoneAgeNet(WholeImageSystem):
    """width, depth: of the `InceptionTrunk`; dense: without, the activation map is exact."""

    least_size_px = 75  # below it InceptionV3's valid convolutions leave nothing

    def __init__(
        self,
        width: float = 1.4,
        depth: Sequence[int] = (4, 3, 3),
        sex_units: int = 32,
        dense: Sequence[int] = (3000,),
        dropout: float = 0.5,
        target: AgeTarget | dict[str, Any] | None = None,
        loss: Any = None,
        sex: SexInput = "optional",
    ) -> None:
        super().__init__(target, loss or AgeL2(), sex, scaling=FixedScaling(mean=0.0, std=255.0))
        self.trunk = InceptionTrunk(width, depth)
        channels = self.trunk.channels
        self.head = AgeHead(channels, self.target.channels, sex_units, dense, dropout)

    def features(self, image: Tensor) -> Tensor:
        return self.trunk(image)

    def answer(self, features: Tensor, sex: Tensor) -> HolisticOutput:
        return HolisticOutput(self.head(features, sex))
