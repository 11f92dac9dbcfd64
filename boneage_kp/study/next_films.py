"""Which films to annotate next: those from which a network has most to learn.

Expected gain of a film is what is in doubt on it: the entropy of its stages, bones that were not
found, a verdict of `review`, and disagreement of raters where there are readings. Figures are
shares between 0 and 1 and are added; they order films and mean nothing else.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from boneage_kp.schema.records import BoneReading

REVIEW_WEIGHT = 0.5
DISAGREEMENT_WEIGHT = 1.0
# A film that the checks refuse may be no hand at all: it comes after all that were read.
_REJECTED = -1.0


@dataclass(frozen=True)
class FilmDoubt:
    """What is known of a film before it is annotated.

    bones:     of the network's reading; empty where the film was not read.
    readings:  per rater bone -> number of the stage, where films were read by people.
    """

    name: str
    verdict: str | None = None
    bones: Mapping[str, BoneReading] = field(default_factory=dict)
    readings: Sequence[Mapping[str, int]] = ()


@dataclass(frozen=True)
class NextFilm:
    """A film with its expected gain and the reasons for it, as sentences."""

    name: str
    gain: float
    reasons: tuple[str, ...]


def next_films(doubts: Iterable[FilmDoubt]) -> list[NextFilm]:
    """All films, most gain first; equal gain keeps the order given, unread films come after."""
    return sorted((_of_film(doubt) for doubt in doubts), key=lambda film: -film.gain)


def _of_film(doubt: FilmDoubt) -> NextFilm:
    if doubt.verdict == "rejected":
        return NextFilm(doubt.name, _REJECTED, ("the checks reject this film",))
    gain, reasons = 0.0, []
    if doubt.bones:
        doubts = {name: bone_doubt(bone) for name, bone in doubt.bones.items()}
        gain += sum(doubts.values()) / len(doubts)
        worst = max(doubts, key=lambda name: doubts[name])
        if doubts[worst] > 0:
            found = doubt.bones[worst].stage is not None
            reasons.append(f"{worst} is most in doubt" if found else f"{worst} was not found")
    if doubt.verdict == "review":
        gain += REVIEW_WEIGHT
        reasons.append("the checks ask for a person")
    if len(doubt.readings) > 1:
        apart = disagreement(doubt.readings)
        gain += DISAGREEMENT_WEIGHT * apart
        if apart > 0:
            reasons.append("raters differ")
    return NextFilm(doubt.name, gain, tuple(reasons))


def bone_doubt(bone: BoneReading) -> float:
    """0 for one certain stage, 1 for a bone not found or a posterior that says nothing."""
    if bone.xy_px is None or bone.stage is None or len(bone.posterior) < 2:
        return 0.0 if bone.stage is not None and bone.xy_px is not None else 1.0
    entropy = -sum(p * math.log(p) for p in bone.posterior.values() if p > 0)
    return entropy / math.log(len(bone.posterior))


def disagreement(readings: Sequence[Mapping[str, int]]) -> float:
    """Mean over bones rated twice or more of the raters' spread in stages, 2 and more being 1."""
    bones = {name for reading in readings for name in reading}
    spreads = []
    for name in bones:
        stages = [reading[name] for reading in readings if name in reading]
        if len(stages) > 1:
            spreads.append(min(max(stages) - min(stages), 2) / 2)
    return sum(spreads) / len(spreads) if spreads else 0.0
