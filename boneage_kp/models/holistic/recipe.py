"""`WholeImageSystem`: what all whole-image systems share; a system says only what differs."""

from typing import Any, Literal, NamedTuple, get_args

import torch
from mmengine.model import BaseModel
from torch import Tensor, nn

from boneage_kp.codec.age_labels import UNKNOWN, AgeLabels
from boneage_kp.codec.age_target import AgeGuess, AgeMonths, AgeTarget
from boneage_kp.models.batch_to_device import BatchToDevice
from boneage_kp.models.holistic.grey_scaling import FixedScaling
from boneage_kp.models.losses.age_l1 import AgeL1
from boneage_kp.registry import CODECS, MODELS, build

SexInput = Literal["optional", "required", "unused"]


class HolisticOutput(NamedTuple):
    """age: (B, A) of the last layer, see `AgeTarget`; male: (B,) logit of systems that read sex."""

    age: Tensor
    male: Tensor | None = None


class WholeImageSystem(BaseModel):
    """One film and a sex to an age in months.

    A subclass makes its layers after `super().__init__(...)` and defines `features` and `answer`;
    one with further losses also overrides `losses`.

    target:   what the last layer's numbers mean; loss: compares them with it.
    sex:      "optional": may be unknown, which is 0 between -1 and 1; "required": a film without
              is refused in reading; "unused": never shown to the network.
    colours:  1, or 3 for layers that want colour pictures: the grey is repeated.
    scaling:  of the grey values 0-255, before anything else.
    """

    least_size_px = 32  # of the input; a subclass whose layers need more says so

    def __init__(
        self,
        target: AgeTarget | dict[str, Any] | None = None,
        loss: Any = None,
        sex: SexInput = "optional",
        colours: int = 1,
        scaling: nn.Module | dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data_preprocessor=BatchToDevice())
        name = type(self).__name__
        if sex not in get_args(SexInput):
            raise ValueError(f"{name}: sex is {sex!r}; known: {' '.join(get_args(SexInput))}")
        if colours not in (1, 3):
            raise ValueError(f"{name}: colours is {colours!r}; 1 or 3 is wanted")
        self.target: AgeTarget = build(target or AgeMonths(), CODECS)
        self.loss = build(loss or AgeL1(), MODELS)
        self.sex: SexInput = sex
        self.colours = colours
        self.scaling = build(scaling or FixedScaling(), MODELS)

    def features(self, image: Tensor) -> Tensor:
        """(B, colours, H, W) scaled to the last feature map, (B, C, h, w)."""
        raise NotImplementedError

    def answer(self, features: Tensor, sex: Tensor) -> HolisticOutput:
        """The last feature map and (B,) sex to the outputs."""
        raise NotImplementedError

    def forward(
        self, image: Tensor, labels: AgeLabels | None = None, mode: str = "tensor"
    ) -> HolisticOutput | dict[str, Tensor] | AgeGuess:
        """image: (B, 1, H, W) grey 0-255, uint8 or float; mode: mmengine's tensor/loss/predict.

        labels:  sex is read from them in every mode; without them it is unknown.
        """
        output = self.answer(self.features(self.seen(image)), self.sex_shown(image, labels))
        if mode == "tensor":
            return output
        if mode == "predict":
            with torch.no_grad():
                return self.read(output)
        if mode == "loss" and labels is not None:
            return self.losses(output, labels)
        raise ValueError(
            f"mode {mode!r} with labels={labels is not None}; known: tensor predict loss"
        )

    def losses(self, output: HolisticOutput, labels: AgeLabels) -> dict[str, Tensor]:
        """Named scalar losses; their sum is minimised."""
        return {"loss_age": self.loss(output.age, self.target.encode(labels.age_months))}

    def read(self, output: HolisticOutput) -> AgeGuess:
        """Outputs to ages."""
        age_months, sd_months = self.target.decode(output.age)
        unread = torch.full_like(age_months, torch.nan)
        male = unread if output.male is None else output.male.float().sigmoid()
        return AgeGuess(age_months, sd_months, male)

    def activation_map(self, image: Tensor, labels: AgeLabels | None = None) -> Tensor:
        """(B, h, w) months: what each place of the last feature map adds to the age.

        Features times the slope of the age over them, summed over channels. Where pooling and one
        linear layer are all that follows this is the class activation map itself; behind dense
        layers it holds for small changes about this film.
        """
        with torch.enable_grad():
            features = self.features(self.seen(image)).detach().requires_grad_()
            output = self.answer(features, self.sex_shown(image, labels))
            age_months, _ = self.target.decode(output.age)
            (slope,) = torch.autograd.grad(age_months.sum(), features)
        return (features * slope).sum(dim=1).detach()

    def seen(self, image: Tensor) -> Tensor:
        """What `features` is given."""
        grey = self.scaling(image.float())
        return grey.expand(-1, self.colours, -1, -1).contiguous(memory_format=torch.channels_last)

    def sex_shown(self, image: Tensor, labels: AgeLabels | None) -> Tensor:
        """(B,) what `answer` is told of sex."""
        if labels is None or self.sex == "unused":
            return torch.full((len(image),), UNKNOWN, device=image.device)
        return labels.sex


def system_name(system: WholeImageSystem | type[WholeImageSystem]) -> str:
    """What a system is called on the command line and in its weights: its file's name."""
    made = system if isinstance(system, type) else type(system)
    return made.__module__.rpartition(".")[2]


def known_systems() -> dict[str, type[WholeImageSystem]]:
    """Every registered system, by name."""
    made = MODELS.module_dict.values()
    found = [one for one in made if isinstance(one, type) and issubclass(one, WholeImageSystem)]
    return {system_name(one): one for one in sorted(found, key=system_name)}
