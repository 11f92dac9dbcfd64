"""How far one stage more or less at a single bone would move the bone age.

Once a person has rated every bone, no posterior is left that an interval could come from: stages
given by people count as certain. How often a person is wrong is not known here. What is known is
what the smallest slip would do, and that follows from the standard alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from boneage_kp.schema.records import Bound, Sex
from boneage_kp.standards import Standard, bone_age, total_score


@dataclass(frozen=True)
class StageSlip:
    """The bone age with one stage changed by one.

    bone, stage:  what is changed, to what; None where every bone stands at the end of its stages.
    """

    age_months: float | None
    bound: Bound | None
    bone: str | None
    stage: str | None


def stage_slips(
    standard: Standard, sex: Sex, stages: Mapping[str, str]
) -> tuple[StageSlip, StageSlip]:
    """The two slips of one stage at one bone that lower and raise the score most.

    stages:  of every bone of the standard.
    """
    return _furthest(standard, sex, stages, -1), _furthest(standard, sex, stages, +1)


def _furthest(standard: Standard, sex: Sex, stages: Mapping[str, str], step: int) -> StageSlip:
    sheet, points = total_score(standard, sex, stages), standard.points(sex)
    total, bone, stage = sheet.total, None, None
    for k, name in enumerate(standard.bones):
        known = standard.stages[name]
        at = known.index(stages[name])
        if not 0 <= at + step < len(known):
            continue
        slipped = sheet.total + int(points[k, at + step]) - int(points[k, at])
        # The first of equals; a stage worth as much as its neighbour still names itself.
        if bone is None or step * (slipped - total) > 0:
            total, bone, stage = slipped, name, known[at + step]
    age = bone_age(standard, sex, total)
    return StageSlip(age.age_months, age.bound, bone, stage)
