"""A bone's stage against the tempo of the others."""

import pytest

from boneage_kp.quality.stage_agreement import least_agreement
from boneage_kp.schema.records import Sex
from boneage_kp.standards import load_standard
from tests.quality.hands import STANDARD, typical_stage


def certain(sex: Sex, years: float, **changes: str) -> dict[str, dict[str, float]]:
    stages = {b: typical_stage(b, sex, years) for b in STANDARD.bones} | changes
    return {
        bone: {s: float(s == stage) for s in STANDARD.stages[bone]}
        for bone, stage in stages.items()
    }


@pytest.mark.parametrize("sex", list(Sex))
def test_the_odd_bone_is_found_and_what_it_should_be(sex: Sex) -> None:
    found = least_agreement(STANDARD, sex, certain(sex, 9.0, mc3="I"))
    assert found is not None
    assert (found.bone, found.stage) == ("mc3", "I") and found.probability < 1e-3
    assert found.expected_stage == typical_stage("mc3", sex, 9.0)


def test_no_sex_takes_the_sex_that_fits_better() -> None:
    boy = certain(Sex.MALE, 12.0)
    unknown = least_agreement(STANDARD, None, boy)
    known = [least_agreement(STANDARD, sex, boy) for sex in Sex]
    assert unknown is not None
    assert unknown.probability == max(one.probability for one in known if one is not None)


def test_standards_without_onsets_borrow_those_of_the_same_letters() -> None:
    other = load_standard("tw2_rus_japan")
    if other.stages != STANDARD.stages:
        assert least_agreement(other, Sex.MALE, certain(Sex.MALE, 9.0)) is None
    else:
        assert least_agreement(other, Sex.MALE, certain(Sex.MALE, 9.0)) is not None


def test_few_bones_say_nothing() -> None:
    few = dict(list(certain(Sex.MALE, 9.0).items())[:4])
    assert least_agreement(STANDARD, Sex.MALE, few) is None
