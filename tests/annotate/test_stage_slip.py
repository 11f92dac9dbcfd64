"""What one stage off would do: against trying every bone by hand."""

import pytest

from boneage_kp.annotate.stage_slip import stage_slips
from boneage_kp.schema.records import Sex
from boneage_kp.standards import bone_age, load_standard, total_score

TW3 = load_standard("tw3_rus")


@pytest.mark.parametrize("sex", list(Sex))
@pytest.mark.parametrize("stage", "CFH")
def test_no_other_slip_goes_further(sex: Sex, stage: str) -> None:
    stages = dict.fromkeys(TW3.bones, stage)
    totals = []
    for bone in TW3.bones:
        known = TW3.stages[bone]
        near = [s for s in known if abs(known.index(s) - known.index(stage)) == 1]
        totals += [total_score(TW3, sex, stages | {bone: s}).total for s in near]
    lower, higher = stage_slips(TW3, sex, stages)
    for slip, total in ((lower, min(totals)), (higher, max(totals))):
        age = bone_age(TW3, sex, total)
        assert (slip.age_months, slip.bound) == (age.age_months, age.bound)
        assert slip.bone is not None and slip.stage is not None
        assert total_score(TW3, sex, stages | {slip.bone: slip.stage}).total == total


def test_at_the_end_of_all_stages_one_side_is_the_age_itself() -> None:
    top = {bone: TW3.stages[bone][-1] for bone in TW3.bones}
    lower, higher = stage_slips(TW3, Sex.MALE, top)
    assert (higher.bound, higher.bone) == ("mature", None)
    assert lower.bone is not None and lower.age_months is not None
    bottom = {bone: TW3.stages[bone][0] for bone in TW3.bones}
    lower, higher = stage_slips(TW3, Sex.MALE, bottom)
    assert (lower.bound, lower.bone) == ("below_first_row", None) and higher.bone is not None
