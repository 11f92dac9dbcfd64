"""What a network's last layer says of an age, both directions: one number, or a choice of bins.

To add another: a class here or in a file beside it, registered in `CODECS`, with `channels`,
`encode` and `decode`, and a round trip in its test. Letters: B batch, A outputs of the last layer.
"""

from typing import NamedTuple, Protocol

import torch
from torch import Tensor
from torch.nn import functional

from boneage_kp.registry import CODECS


class AgeGuess(NamedTuple):
    """What a network reads off a batch.

    age_months:  (B,) float32.
    sd_months:   (B,) of its own distribution over ages; 0 where it gives one number only.
    male:        (B,) probability, of systems that read sex off the film; NaN for the others.
    """

    age_months: Tensor
    sd_months: Tensor
    male: Tensor


class AgeTarget(Protocol):
    """channels: outputs of the last layer."""

    channels: int

    def encode(self, age_months: Tensor) -> Tensor:
        """(B,) months to (B, A), what the loss compares with; a NaN stays NaN in all of its row."""
        ...

    def decode(self, output: Tensor) -> tuple[Tensor, Tensor]:
        """(B, A) of the last layer to (B,) months and (B,) standard deviation in months."""
        ...


@CODECS.register_module()
class AgeMonths:
    """One number: (age - centre) / scale, so that an untrained last layer begins at mid-childhood.

    A linear last layer says the same in either unit; only where it starts, and how large its steps
    are, differ. centre 0 and scale 1 are plain months; centre 120 and scale 120 take 0 to 240
    months to [-1, 1].
    """

    channels = 1

    def __init__(self, centre_months: float = 120.0, scale_months: float = 60.0) -> None:
        if scale_months <= 0:
            raise ValueError(f"AgeMonths: scale_months is {scale_months}; above 0 is wanted")
        self.centre_months = centre_months
        self.scale_months = scale_months

    def encode(self, age_months: Tensor) -> Tensor:
        return ((age_months - self.centre_months) / self.scale_months)[:, None]

    def decode(self, output: Tensor) -> tuple[Tensor, Tensor]:
        age_months = output.float()[:, 0] * self.scale_months + self.centre_months
        return age_months, torch.zeros_like(age_months)


@CODECS.register_module()
class AgeBins:
    """One logit a bin of `width_months`: a distribution, whose mean is the age.

    An age lies in bin floor((age - first) / width); ages beyond either end in the last one there.
    yes_or_no:  bins were trained one by one (`AgeBce`): their shares are the sigmoids, scaled to
                sum 1; otherwise (`AgeCe`) a softmax.
    """

    def __init__(
        self,
        count: int = 240,
        width_months: float = 1.0,
        first_months: float = 0.0,
        yes_or_no: bool = False,
    ) -> None:
        if count < 2 or width_months <= 0:
            raise ValueError(
                f"AgeBins: count is {count} and width_months {width_months}; wanted at least 2 "
                "bins, wider than 0"
            )
        self.channels = count
        self.width_months = width_months
        self.first_months = first_months
        self.yes_or_no = yes_or_no

    def encode(self, age_months: Tensor) -> Tensor:
        place = ((age_months - self.first_months) / self.width_months).floor()
        place = place.nan_to_num().clamp(0, self.channels - 1).long()
        one_hot = functional.one_hot(place, self.channels).to(age_months.dtype)
        return one_hot.masked_fill(age_months.isnan()[:, None], torch.nan)

    def decode(self, output: Tensor) -> tuple[Tensor, Tensor]:
        # The softmax of log-sigmoids is the sigmoids over their sum, also where all are tiny.
        logits = functional.logsigmoid(output.float()) if self.yes_or_no else output.float()
        share = logits.softmax(dim=1)
        bins = torch.arange(self.channels, device=output.device, dtype=torch.float32)
        centre_months = self.first_months + (bins + 0.5) * self.width_months
        mean = share @ centre_months
        variance = (share * (centre_months - mean[:, None]) ** 2).sum(dim=1)
        return mean, variance.sqrt()
