"""`ResnetStudy`: a ResNet over the whole film; age by regression, and sex read off the film.

Described (Chaves, "Hand-To-Age", slides of a course project, 2020): ResNets of 18, 34 and 50 layers
over 224 x 224 pixels; how close age is estimated from images only, and whether sex can be derived
from them; grey values normalised by image or by batch; schedules, optimizers and L2 compared.
Ours differs: age and sex are two linear layers on one pooled feature vector, and `sex_weight` says
how much the second counts (0 leaves it out); the slides do not say how sex was learnt. One grey
channel; the last layer counts from 120 months in steps of 60 (`AgeMonths`). docs/resnet_study.md.
"""

from typing import Any

from torch import Tensor, nn

from boneage_kp.codec.age_labels import AgeLabels
from boneage_kp.codec.age_target import AgeTarget
from boneage_kp.models.holistic.age_head import AgeHead
from boneage_kp.models.holistic.instance_scaling import InstanceScaling
from boneage_kp.models.holistic.recipe import HolisticOutput, SexInput, WholeImageSystem
from boneage_kp.models.losses.sex_bce import SexBce
from boneage_kp.registry import MODELS, build

RESNET18 = dict(type="TimmBackbone", model_name="resnet18")


@MODELS.register_module()
class ResnetStudy(WholeImageSystem):
    """backbone: a ResNet; scaling: of grey values, by image unless said otherwise.

    sex_weight:  of the loss of the sex read off the film; 0: no layer for it.
    sex, sex_units:  the study looks at images only; "optional" and 32 units tell it the sex.
    """

    def __init__(
        self,
        backbone: nn.Module | dict[str, Any] | None = None,
        scaling: nn.Module | dict[str, Any] | None = None,
        sex_weight: float = 0.2,
        sex_units: int = 0,
        target: AgeTarget | dict[str, Any] | None = None,
        loss: Any = None,
        sex: SexInput = "unused",
    ) -> None:
        super().__init__(target, loss, sex, scaling=scaling or InstanceScaling())
        if sex_weight < 0:
            raise ValueError(f"ResnetStudy: sex_weight is {sex_weight}; 0 or more is wanted")
        self.backbone = build(backbone or RESNET18, MODELS)
        channels = self.backbone.channels[-1]
        self.head = AgeHead(channels, self.target.channels, sex_units)
        self.sex_weight = sex_weight
        self.sex_loss = SexBce()
        self.male = nn.Linear(channels, 1) if sex_weight > 0 else None

    @property
    def reads_sex(self) -> bool:
        return self.male is not None

    def features(self, image: Tensor) -> Tensor:
        return self.backbone(image)[-1]

    def answer(self, features: Tensor, sex: Tensor) -> HolisticOutput:
        age = self.head(features, sex)
        if self.male is None:
            return HolisticOutput(age)
        # From the film alone: what was told of sex goes into the age only.
        return HolisticOutput(age, self.male(features.mean(dim=(2, 3)))[:, 0])

    def losses(self, output: HolisticOutput, labels: AgeLabels) -> dict[str, Tensor]:
        found = super().losses(output, labels)
        if output.male is not None:
            found["loss_sex"] = self.sex_weight * self.sex_loss(output.male, labels.sex)
        return found
