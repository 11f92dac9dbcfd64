"""z-scores: worked out by hand, labelled as a substitute, refused where the SD is unknown."""

import pytest

from boneage_kp.schema.records import Sex
from boneage_kp.standards import ScoringError, load_standard, z_score

TW3 = load_standard("tw3_rus")


@pytest.mark.parametrize(
    ("sex", "bone_age_months", "age_months", "sd_months"),
    [
        (Sex.FEMALE, 140, 120, 11.73),  # a row
        (Sex.FEMALE, 100, 126, (11.73 + 11.94) / 2),  # midway between 120 and 132
        (Sex.MALE, 66, 63, 8.79 + (9.17 - 8.79) / 4),  # a quarter from 60 to 72
        (Sex.MALE, 3, 3, 0.69),
        (Sex.MALE, 200, 204, 13.05),
    ],
)
def test_by_hand(sex: Sex, bone_age_months: float, age_months: float, sd_months: float) -> None:
    found = z_score(TW3, sex, bone_age_months, age_months)
    assert found.sd_months == pytest.approx(sd_months)
    assert found.z == pytest.approx((bone_age_months - age_months) / sd_months)


def test_says_whose_sd_it_is() -> None:
    source = z_score(TW3, Sex.MALE, 120, 120).source
    assert "Brush Foundation" in source and "not tw3_rus's own" in source


@pytest.mark.parametrize(("sex", "age_months"), [(Sex.FEMALE, 193), (Sex.MALE, 2)])
def test_outside_the_known_ages_there_is_no_z(sex: Sex, age_months: float) -> None:
    found = z_score(TW3, sex, 100, age_months)
    assert found.z is None and found.sd_months is None
    assert "lies outside" in found.reason


def test_refusals() -> None:
    with pytest.raises(ScoringError, match="'rus_chn' ships no reference_sd.csv"):
        z_score(load_standard("rus_chn"), Sex.MALE, 100, 100)
    for bad in (-1.0, float("nan"), 5000.0):
        with pytest.raises(ScoringError, match="age: got .*; wanted 0 to 1200 months"):
            z_score(TW3, Sex.MALE, 100, bad)
