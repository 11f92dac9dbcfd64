"""Rejections are counted by kind; what passes and is given an age is told apart."""

from dataclasses import replace

from boneage_kp.study.not_a_hand.rejection import rejection_rows, rejection_table
from tests.evaluation.conftest import make_reading, make_truth


def test_rows_by_hand() -> None:
    passed = make_reading(make_truth())
    bound = replace(passed, bone_age_months=None, bone_age_bound="mature")
    ageless = replace(passed, bone_age_months=None)
    refused = replace(ageless, verdict="rejected", reasons=("hand_not_found: 2 of 13", "x: y"))
    found = [("foot", passed), ("noise", refused), ("foot", refused), ("foot", bound)]
    rows = rejection_rows([*found, ("noise", ageless)])
    everything, foot, noise = rows
    assert (everything.pictures, everything.rejected, everything.aged) == (5, 2, 2)
    assert (foot.kind, foot.rejected_share, foot.aged) == ("foot", 1 / 3, 2)
    assert (noise.rejected, noise.aged, noise.reasons) == (1, 0, {"hand_not_found": 1, "x": 1})
    text = rejection_table(rows).text()
    assert "foot" in text and "33.3" in text and "hand_not_found 2" in text
