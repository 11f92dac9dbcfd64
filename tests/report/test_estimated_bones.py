"""Estimated bones: their probabilities and the widening, against intervals worked out apart."""

import json

import pytest

from boneage_kp.report.estimated_bones import estimated_stages, widening
from boneage_kp.report.hand_score import score_hand
from boneage_kp.report.score_json import hand_document
from boneage_kp.report.score_sheet import score_sheet
from boneage_kp.schema.records import Sex
from boneage_kp.standards import load_standard

TW3 = load_standard("tw3_rus")
RATED = {bone: {"G": 1.0} for bone in TW3.bones if bone != "radius"}


def test_one_missing_bone_makes_all_of_the_width() -> None:
    hand = score_hand(TW3, Sex.FEMALE, RATED, impute=True)
    stages = estimated_stages(hand)
    assert list(stages) == ["radius"] and sum(stages["radius"].values()) == pytest.approx(1, 0.01)
    width = widening(hand)
    assert width is not None and hand.distribution is not None
    low, high = hand.distribution.interval()
    assert low.age_months is not None and high.age_months is not None
    assert width.months == pytest.approx(high.age_months - low.age_months)
    assert width.months > 0 and width.months_if_certain == 0


def test_the_doubt_of_rated_bones_is_no_widening() -> None:
    """What remains with the radius certain is the interval of the same hand, fully rated."""
    doubtful = RATED | {"ulna": {"F": 0.5, "G": 0.5}}
    hand = score_hand(TW3, Sex.MALE, doubtful, impute=True)
    radius = max(estimated_stages(hand)["radius"].items(), key=lambda item: item[1])[0]
    rated = score_hand(TW3, Sex.MALE, doubtful | {"radius": {radius: 1.0}})
    assert rated.distribution is not None and (width := widening(hand)) is not None
    low, high = rated.distribution.interval()
    assert low.age_months is not None and high.age_months is not None
    assert width.months_if_certain == pytest.approx(high.age_months - low.age_months)
    assert widening(rated) is None and estimated_stages(rated) == {}


def test_sheet_and_json_show_both() -> None:
    hand = score_hand(TW3, Sex.FEMALE, RATED, impute=True)
    text = " ".join(score_sheet(hand).split())
    assert "radius was not rated; estimated as G " in text
    assert "Estimating widens the interval from 0.00 to 0.50 years." in text
    found = json.loads(json.dumps(hand_document(hand)))["distribution"]
    assert found["widening"]["interval_years"] == pytest.approx(0.5, abs=0.005)
    assert found["widening"]["interval_years_were_estimates_certain"] == 0
    assert set(found["estimated_stages"]) == {"radius"}
