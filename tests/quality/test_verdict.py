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
    assert verdict_of([Finding("two_peaks", severity) for severity in severities]) == verdict


def test_a_reason_is_name_and_sentence() -> None:
    finding = Finding("two_hands.places", "reject", {"count": 7})
    assert finding.name == "two_hands"
    assert finding.reason == (
        "two_hands: there seem to be two hands on the film (7 bones lie in two places); "
        "give one hand a film"
    )
