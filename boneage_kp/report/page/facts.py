"""`PageFacts`: a reading, and its correction if there is one, scored anew with every step kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from boneage_kp.report.hand_score import HandScore, score_hand
from boneage_kp.report.page.context import PageContext
from boneage_kp.report.words import Words
from boneage_kp.schema.hand import HandSchema
from boneage_kp.schema.records import BoneReading, HandReading
from boneage_kp.standards import Standard, load_standard

_ROUNDING_MONTHS = 0.01  # rows of results hold years to four decimals
_NOTHING = BoneReading(None, 0.0, None, {})


class Change(NamedTuple):
    """A stage that the reader gave instead of the machine's (None: it found no such bone)."""

    bone: str
    old: str | None
    new: str | None


@dataclass(frozen=True, eq=False)
class ScoredReading:
    """A reading with its sheet.

    sheet:  None where the reading has no score: rejected, or without a sex.
    """

    reading: HandReading
    sheet: HandScore | None

    def bone(self, name: str) -> BoneReading:
        return self.reading.bones.get(name, _NOTHING)


@dataclass(frozen=True, eq=False)
class PageFacts:
    """Everything a film's page shows.

    corrected:  None when no person changed or confirmed the stages.
    """

    machine: ScoredReading
    corrected: ScoredReading | None
    standard: Standard
    context: PageContext

    @property
    def words(self) -> Words:
        return self.context.words

    @property
    def schema(self) -> HandSchema:
        return self.context.schema

    @property
    def counts(self) -> ScoredReading:
        """The one whose bone age counts: the reader's, if there is one."""
        return self.corrected or self.machine

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What the reader changed, in schema order."""
        if self.corrected is None:
            return ()
        pairs = ((n, self.machine.bone(n), self.corrected.bone(n)) for n in self.schema.names)
        return tuple(Change(n, a.stage, b.stage) for n, a, b in pairs if a.stage != b.stage)

    @cached_property
    def changed(self) -> Mapping[str, Change]:
        return {change.bone: change for change in self.changes}


def page_facts(
    reading: HandReading, corrected: HandReading | None, context: PageContext
) -> PageFacts:
    """Score what the page will show.

    raises:  ValueError when the sheet does not come to the reading's own score: the page would
             then explain another number than the one it shows.
    """
    standard = context.standard or load_standard(reading.standard_id)
    for one in filter(None, (reading, corrected)):
        if one.standard_id != standard.id:
            raise ValueError(
                f"{one.file_name}: read with standard {one.standard_id!r}, the page is to use "
                f"{standard.id!r}; give the page the reading's own standard"
            )
    return PageFacts(
        machine=_scored(reading, standard, context),
        corrected=None if corrected is None else _scored(corrected, standard, context),
        standard=standard,
        context=context,
    )


def _scored(reading: HandReading, standard: Standard, context: PageContext) -> ScoredReading:
    if reading.score is None or reading.sex is None:
        return ScoredReading(reading, None)
    ratings = {n: _flattened(_rating(reading.bones[n]), context.beta) for n in standard.bones}
    sheet = score_hand(standard, reading.sex, ratings, context.age_years)
    if sheet.sheet.total != reading.score:
        raise ValueError(
            f"{reading.file_name}: the reading's score is {reading.score}, its stages add up to "
            f"{sheet.sheet.total} in {standard.id}; was it made with other tables? Read it again"
        )
    if not _same_interval(sheet, reading):
        # Made with another beta: what the page would draw is not what the interval comes from.
        sheet = replace(sheet, distribution=None)
    return ScoredReading(reading, sheet)


def _same_interval(sheet: HandScore, reading: HandReading) -> bool:
    if sheet.distribution is None or reading.interval_months is None:
        # All stages certain: an interval of no width may be given, and needs no explaining.
        return sheet.distribution is None
    pairs = zip(sheet.distribution.interval(), reading.interval_months, strict=True)
    return all(
        ours.age_months == theirs
        if ours.age_months is None or theirs is None
        else abs(ours.age_months - theirs) <= _ROUNDING_MONTHS
        for ours, theirs in pairs
    )


def _flattened(rating: Mapping[str, float], beta: float) -> Mapping[str, float]:
    """p^beta, normalised: the same most probable stage, more doubt about it."""
    if beta == 1:
        return rating
    raised = {stage: p**beta for stage, p in rating.items() if p > 0}
    return {stage: p / sum(raised.values()) for stage, p in raised.items()}


def _rating(bone: BoneReading) -> Mapping[str, float]:
    """The posterior; the stage alone where a person set another one than the most probable."""
    stage = str(bone.stage)
    most = max(bone.posterior.values(), default=0.0)
    if stage in bone.posterior and bone.posterior[stage] >= most > 0:
        return bone.posterior
    return {stage: 1.0}
