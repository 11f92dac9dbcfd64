"""`RegionalVgg`: VGG blocks with ELU over one region of a registered hand.

Described (Iglovikov, Rakhlin, Kalinin, Shvets, RSNA 2017 challenge): VGG-like networks with ELU,
trained by Adam, for the whole hand, the carpals, and metacarpals with proximal phalanges; as
regression of the age in [-1, 1] under MAE, and as classification over 240 bins under BCE; for boys,
for girls and for both; their answers in a linear ensemble.
Ours differs: the slides give no widths and no dense layers; batch norm before every ELU; global
pooling, so that any input size is read. docs/regional.md says more.
"""

from collections.abc import Sequence
from typing import Any, Literal, get_args

import torch
from torch import Tensor, nn

from boneage_kp.codec.age_labels import AgeLabels, sex_number
from boneage_kp.codec.age_target import AgeTarget
from boneage_kp.models.holistic.recipe import HolisticOutput, SexInput, WholeImageSystem
from boneage_kp.registry import MODELS
from boneage_kp.schema.records import Sex

Hands = Literal["both", "M", "F"]


@MODELS.register_module()
class RegionalVgg(WholeImageSystem):
    """A film's region to an age.

    widths:     channels of the blocks; each halves the map.
    dense:      widths of the layers between pooling and the last one.
    hands:      whose ages it learns: of "M" or "F" the other sex's films move nothing.
    sex_units:  0: it is never told a sex; with sex="optional" and some units it is.
    """

    def __init__(
        self,
        widths: Sequence[int] = (32, 64, 128, 128, 256, 384),
        dense: Sequence[int] = (512,),
        dropout: float = 0.5,
        hands: Hands = "both",
        target: AgeTarget | dict[str, Any] | None = None,
        loss: Any = None,
        sex: SexInput = "unused",
        sex_units: int = 0,
    ) -> None:
        super().__init__(target, loss, sex)
        if hands not in get_args(Hands):
            raise ValueError(f"RegionalVgg: hands is {hands!r}; known: {' '.join(get_args(Hands))}")
        if sex != "unused" and sex_units == 0:
            raise ValueError(
                f"RegionalVgg: sex is {sex!r}, but sex_units is 0: it would be told and not used; "
                "give it some, or set sex='unused'"
            )
        self.hands: Hands = hands
        self.least_size_px = 2 ** len(widths)  # every block halves the map
        channels = (1, *widths)
        pairs = zip(channels, channels[1:], strict=False)
        self.blocks = nn.Sequential(*(vgg_block(inside, out) for inside, out in pairs))
        self.sex_layer = nn.Sequential(nn.Linear(1, sex_units), nn.ELU()) if sex_units else None
        self.dropout = nn.Dropout(dropout)
        inputs = [widths[-1] + sex_units, *dense]
        layers = zip(inputs, inputs[1:], strict=False)
        self.dense = nn.Sequential(
            *(nn.Sequential(nn.Linear(inside, out), nn.ELU()) for inside, out in layers)
        )
        self.age = nn.Linear(inputs[-1], self.target.channels)

    def features(self, image: Tensor) -> Tensor:
        return self.blocks(image)

    def answer(self, features: Tensor, sex: Tensor) -> HolisticOutput:
        joined = features.mean(dim=(2, 3))  # (B, C)
        if self.sex_layer is not None:
            joined = torch.cat([joined, self.sex_layer(sex[:, None].to(joined.dtype))], dim=1)
        return HolisticOutput(self.age(self.dense(self.dropout(joined))))

    def losses(self, output: HolisticOutput, labels: AgeLabels) -> dict[str, Tensor]:
        """Of the hands that it is for; films of the other sex count as those without an age."""
        if self.hands == "both":
            return super().losses(output, labels)
        theirs = labels.sex == sex_number(Sex.parse(self.hands))
        known = torch.where(theirs, labels.age_months, torch.nan)
        return super().losses(output, labels._replace(age_months=known))


def vgg_block(inside: int, out: int) -> nn.Sequential:
    """Two 3 x 3 convolutions, each with batch norm and ELU, and the maximum of 2 x 2."""
    return nn.Sequential(*_convolution(inside, out), *_convolution(out, out), nn.MaxPool2d(2))


def _convolution(inside: int, out: int) -> list[nn.Module]:
    return [
        nn.Conv2d(inside, out, 3, padding=1, bias=False),
        nn.BatchNorm2d(out),
        nn.ELU(inplace=True),
    ]
