"""Findings to a verdict."""

import pytest

from boneage_kp.quality import Finding, verdict_of


@pytest.mark.parametrize(
    ("severities", "verdict"),
    [
        ([], "ok"),
        (["note"], "ok"),
        (["note", "review"], "review"),
        (["review", "reject", "note"], "rejected"),
    ],
)
def test_the_gravest_finding_decides(severities: list, verdict: str) -> None:
    assert verdict_of([Finding("x", severity, "y") for severity in severities]) == verdict


def test_a_reason_is_name_and_text() -> None:
    assert Finding("two_hands", "reject", "there are two").reason == "two_hands: there are two"
