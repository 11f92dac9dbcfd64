"""One hand with every step kept: certain, doubtful and incomplete."""

from dataclasses import replace

import numpy as np
import pytest

from boneage_kp.report import hand_score
from boneage_kp.report.hand_score import score_hand
from boneage_kp.schema.records import Sex
from boneage_kp.standards import BoneShare, ScoringError, Standard, load_standard, total_score

TW3 = load_standard("tw3_rus")
STAGES = dict(zip(TW3.bones, "GFGGFGGFGFGGG", strict=True))


def certain(stages: dict[str, str] = STAGES) -> dict[str, dict[str, float]]:
    return {bone: {stage: 1.0} for bone, stage in stages.items()}


def test_certain_stages_give_the_plain_sum_and_no_interval() -> None:
    hand = score_hand(TW3, Sex.FEMALE, certain())
    assert hand.sheet == total_score(TW3, Sex.FEMALE, STAGES)
    assert hand.distribution is None and hand.shares is None and hand.imputed == ()
    assert hand.z is None and hand.z_reason == ""


def test_the_sheet_takes_the_most_probable_stage_and_the_less_mature_of_equals() -> None:
    ratings = certain() | {"radius": {"F": 0.4, "G": 0.6}, "ulna": {"F": 0.5, "G": 0.5}}
    hand = score_hand(TW3, Sex.MALE, ratings)
    stages = {line.bone: line.stage for line in hand.sheet.lines}
    assert stages["radius"] == "G" and stages["ulna"] == "F"
    assert hand.stage_probabilities["radius"] == pytest.approx(0.6)
    assert hand.distribution is not None
    low, high = hand.distribution.interval()
    assert low.score < high.score


def test_an_unrated_bone_widens_the_interval() -> None:
    ratings = certain() | {"radius": {"G": 0.6, "H": 0.4}}
    rated = score_hand(TW3, Sex.FEMALE, ratings)
    del ratings["ulna"]
    with pytest.raises(ScoringError, match="not rated: ulna"):
        score_hand(TW3, Sex.FEMALE, ratings)
    hand = score_hand(TW3, Sex.FEMALE, ratings, impute=True)
    assert hand.imputed == ("ulna",)
    spreads = []
    for one in (rated, hand):
        assert one.distribution is not None
        p = one.distribution.score_probabilities
        score = np.arange(len(p))
        spreads.append(p @ (score - p @ score) ** 2)
    assert spreads[1] > spreads[0]


def test_shares_are_worked_out_once_when_they_are_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Standard] = []
    shares_of = hand_score.bone_shares

    def counted(standard: Standard, sex: Sex, posteriors: np.ndarray) -> tuple[BoneShare, ...]:
        asked.append(standard)
        return shares_of(standard, sex, posteriors)

    monkeypatch.setattr(hand_score, "bone_shares", counted)
    ratings = certain() | {"radius": {"G": 0.6, "H": 0.4}, "dp5": {"F": 0.1, "G": 0.9}}
    hand = score_hand(TW3, Sex.FEMALE, ratings)
    assert asked == []
    assert hand.shares is hand.shares and hand.shares is not None and asked == [TW3]
    felt = {one.bone: one.score_variance_share for one in hand.shares if one.score_variance_share}
    assert set(felt) == {"radius", "dp5"} and sum(felt.values()) == pytest.approx(1)
    assert replace(hand, distribution=None).shares is None, "no interval, nothing to explain"


def test_no_z_score_says_why() -> None:
    top = {bone: TW3.stages[bone][-1] for bone in TW3.bones}
    assert "bound" in score_hand(TW3, Sex.MALE, certain(top), age_years=15).z_reason
    assert "outside" in score_hand(TW3, Sex.MALE, certain(), age_years=24.5).z_reason
    without_sd = load_standard("tw2_rus_japan")
    assert without_sd.reference_sd is None
    assert "no z-score" in score_hand(without_sd, Sex.MALE, certain(), age_years=11).z_reason


def test_a_standard_with_its_own_bones() -> None:
    carpal: Standard = load_standard("tw3_carpal")
    stages = {bone: carpal.stages[bone][-1] for bone in carpal.bones}
    hand = score_hand(carpal, Sex.FEMALE, certain(stages))
    assert hand.sheet.total == 1000 and hand.bone_age.bound == "mature"
    with pytest.raises(ScoringError, match="'radius' is unknown"):
        score_hand(carpal, Sex.FEMALE, certain())
