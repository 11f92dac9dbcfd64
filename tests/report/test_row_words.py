"""A row in words: nothing that a row may hold is left without words."""

from typing import Any

import pytest

from boneage_kp.report.row_words import row_words

ROW: dict[str, Any] = {
    "file": "a/b.png",
    "standard": "tw3_rus",
    "verdict": "ok",
    "reasons": [],
    "error": None,
    "score": 512,
    "bone_age_years": 11.24,
    "bone_age_bound": None,
    "interval_years": [10.5, 11.96],
}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "bone age 11.2 years, 90 % interval 10.5 to 12.0, score 512 (tw3_rus); ok"),
        (
            {"bone_age_years": None, "bone_age_bound": "mature", "interval_years": [15.1, None]},
            "bone age mature, 90 % interval 15.1 to mature, score 512 (tw3_rus); ok",
        ),
        (
            {"bone_age_years": None, "bone_age_bound": "below_first_row"},
            "bone age below the first row of the table, 90 % interval 10.5 to 12.0, "
            "score 512 (tw3_rus); ok",
        ),
        (
            {
                "bone_age_years": None,
                "score": None,
                "interval_years": None,
                "verdict": "rejected",
                "reasons": ["hand_not_found: x", "blurred: y"],
            },
            "no bone age; rejected\n  hand_not_found: x\n  blurred: y",
        ),
        ({"error": "is empty"}, "not read: is empty"),
    ],
)
def test_a_row_in_words(changes: dict[str, Any], said: str) -> None:
    assert row_words(ROW | changes) == f"a/b.png: {said}"
