"""`AgeClasses`: classes about multiples of some months, read as their mean or as the likeliest."""

from typing import Literal, get_args

from torch import Tensor

from boneage_kp.codec.age_target import AgeBins
from boneage_kp.registry import CODECS

Reported = Literal["expected", "most_probable"]


@CODECS.register_module()
class AgeClasses(AgeBins):
    """Class k is the ages nearest to k times the width; 77 of 3 months go from 0 to 19 years.

    Ages are often given in whole quarters of a year. Those are the middles of these classes; in
    bins that begin at them every one would be read half a class too old.
    reported:  which age `decode` gives: the mean of the distribution, or its likeliest class.
    """

    def __init__(
        self, count: int = 77, width_months: float = 3.0, reported: Reported = "expected"
    ) -> None:
        super().__init__(count, width_months, first_months=-width_months / 2)
        if reported not in get_args(Reported):
            raise ValueError(
                f"AgeClasses: reported is {reported!r}; known: {' '.join(get_args(Reported))}"
            )
        self.reported: Reported = reported

    def expected(self, output: Tensor) -> tuple[Tensor, Tensor]:
        """(B, A) logits to the mean age, (B,) months, and the standard deviation about it."""
        return super().decode(output)

    def most_probable(self, output: Tensor) -> tuple[Tensor, Tensor]:
        """(B, A) logits to the likeliest class' age, (B,) months, and the spread about it."""
        mean, sd = self.expected(output)
        likeliest = output.argmax(dim=1) * self.width_months
        # A choice has no slope; activation maps take the mean's.
        age_months = likeliest + (mean - mean.detach())
        return age_months, (sd**2 + (mean - age_months) ** 2).sqrt()

    def decode(self, output: Tensor) -> tuple[Tensor, Tensor]:
        if self.reported == "expected":
            return self.expected(output)
        return self.most_probable(output)
