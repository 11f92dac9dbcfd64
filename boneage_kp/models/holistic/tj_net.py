"""`TjNet`: age in classes of 3 months, with attention, learnt jointly with the sex on the film.

Described (Tang, Wu, Shen, "Automatic Radiographic Bone Age Assessment Using Deep Joint Learning
with Attention Modules"): blocks 1 to 4 of inception-residual modules and three CBAMs; block 5 reads
the sex from features of several scales; block 6 takes features and sex to 77 classes of 3 months.
Ours differs where the description is silent: sizes of all layers; a class is the 3 months about a
multiple of 3; block 6 is told the known sex, and where it is not known what block 5 reads.
docs/tj_net.md says more.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from boneage_kp.codec.age_classes import AgeClasses
from boneage_kp.codec.age_labels import UNKNOWN, AgeLabels
from boneage_kp.codec.age_target import AgeTarget
from boneage_kp.models.holistic.age_head import AgeHead
from boneage_kp.models.holistic.recipe import HolisticOutput, SexInput, WholeImageSystem
from boneage_kp.models.holistic.tj_net_trunk import TjTrunk
from boneage_kp.models.losses.age_ce import AgeCe
from boneage_kp.models.losses.sex_bce import SexBce
from boneage_kp.registry import MODELS


@MODELS.register_module()
class TjNet(WholeImageSystem):
    """width, depth, attention, large, frozen_blocks: of the `TjTrunk`.

    joint:       block 5 reads the sex and is trained with the age; without, block 6 is told the
                 sex where it is known and nothing where it is not.
    age_weight, sex_weight:  of the two losses in their sum.
    sex_units:   that sex is spread over before block 6 weighs it; sex_dense: units of block 5.
    dropout:     share of the pooled features that blocks 5 and 6 do without in training.
    """

    def __init__(
        self,
        width: float = 1.0,
        depth: Sequence[int] = (2, 2, 2),
        attention: bool = True,
        large: bool = False,
        joint: bool = True,
        age_weight: float = 1.0,
        sex_weight: float = 1.0,
        sex_units: int = 32,
        sex_dense: int = 256,
        dropout: float = 0.2,
        frozen_blocks: int = 0,
        target: AgeTarget | dict[str, Any] | None = None,
        loss: Any = None,
        sex: SexInput = "optional",
    ) -> None:
        super().__init__(target or AgeClasses(), loss or AgeCe(), sex)
        if min(age_weight, sex_weight) < 0:
            raise ValueError(
                f"TjNet: age_weight is {age_weight} and sex_weight {sex_weight}; from 0 on"
            )
        self.age_weight, self.sex_weight = age_weight, sex_weight
        self.trunk = TjTrunk(width, depth, attention, large, frozen_blocks)
        scales = sum(self.trunk.channels)
        self.block_5 = _sex_classifier(scales, sex_dense, dropout) if joint else None
        seen = self.trunk.channels[-1]
        self.block_6 = AgeHead(seen, self.target.channels, sex_units, (), dropout)
        self.sex_loss = SexBce()

    def features(self, image: Tensor) -> Tensor:
        """Block 4's map, and behind its channels those of blocks 3 and 2 at its size."""
        two, three, four = self.trunk(image)
        cells = four.shape[2:]
        coarse = [functional.adaptive_avg_pool2d(finer, cells) for finer in (three, two)]
        return torch.cat([four, *coarse], dim=1)

    def block_4_of(self, features: Tensor) -> Tensor:
        """What of `features` is block 4's own."""
        return features[:, : self.trunk.channels[-1]]

    def answer(self, features: Tensor, sex: Tensor) -> HolisticOutput:
        male = None
        if self.block_5 is not None:
            male = self.block_5(features.mean(dim=(2, 3)))[:, 0]  # (B,)
            # From -1 to 1, as known sexes are; cut off, so that no age bends what block 5 says.
            read = (male.detach().float() / 2).tanh()
            sex = torch.where(sex == UNKNOWN, read, sex)
        return HolisticOutput(self.block_6(self.block_4_of(features), sex), male)

    def losses(self, output: HolisticOutput, labels: AgeLabels) -> dict[str, Tensor]:
        age = self.loss(output.age, self.target.encode(labels.age_months))
        losses = {"loss_age": self.age_weight * age}
        if output.male is not None:
            losses["loss_sex"] = self.sex_weight * self.sex_loss(output.male, labels.sex)
        return losses


def _sex_classifier(channels: int, units: int, dropout: float) -> nn.Sequential:
    """Pooled features of all scales to the logit of a boy."""
    return nn.Sequential(
        nn.Dropout(dropout), nn.Linear(channels, units), nn.ReLU(), nn.Linear(units, 1)
    )
