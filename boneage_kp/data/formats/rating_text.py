"""One bone's rating as people write it: 'G', or with probabilities 'G:0.7,H:0.3'."""

import math

from boneage_kp.standards import ScoringError, Standard

# What a person's rounding may leave ('B:0.33,C:0.33,D:0.33'); the rest is normalised away.
SUM_TOLERANCE = 0.0101


class RatingFault(ValueError):
    """A rating that cannot be used, in the parts of a message."""

    def __init__(self, got: str, wanted: str, cure: str = "") -> None:
        self.got, self.wanted, self.cure = got, wanted, cure
        super().__init__(f"{got}; {wanted}" + (f". {cure}" if cure else ""))


def parse_rating(standard: Standard, bone: str, text: str) -> dict[str, float]:
    """A rating's text to stage -> probability, which sums to 1.

    bone:     one of the standard's.
    raises:   RatingFault.
    """
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 1 and ":" not in text:
        _check_stage(standard, bone, parts[0])
        return {parts[0]: 1.0}
    rating: dict[str, float] = {}
    for part in parts:
        stage, _, number = (piece.strip() for piece in part.partition(":"))
        _check_stage(standard, bone, stage)
        if stage in rating:
            raise RatingFault(f"stage {stage!r} stands twice in {text!r}", "wanted each stage once")
        rating[stage] = _probability(number, part)
    total = sum(rating.values())
    if abs(total - 1) > SUM_TOLERANCE:
        got = f"the probabilities of {text!r} sum to {total:g}"
        raise RatingFault(got, "wanted 1", "Name every stage the bone may have.")
    return {stage: p / total for stage, p in rating.items()}


def _check_stage(standard: Standard, bone: str, stage: str) -> None:
    try:
        standard.check_stage(bone, stage)
    except ScoringError as error:
        # "stage 'I' is unknown for bone 'ulna'; tw3_rus knows A–H. Other bones …"
        got, _, rest = str(error).partition("; ")
        wanted, _, cure = rest.partition(". ")
        raise RatingFault(got, wanted.rstrip("."), cure) from None


def _probability(number: str, part: str) -> float:
    try:
        value = float(number)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1:
        cure = "Write probabilities as G:0.7,H:0.3."
        raise RatingFault(f"got {part!r}", "wanted STAGE:PROBABILITY with 0 to 1", cure)
    return value
