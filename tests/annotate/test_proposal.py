"""A proposal to plain values and back, and what of it is kept beside a person's labels."""

import json

import pytest

from boneage_kp.annotate.proposal import Proposal, certainty
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import (
    BoneLabel,
    BoneReading,
    HandReading,
    HandRecord,
    Sex,
    Visibility,
)


def network_reading() -> HandReading:
    posterior = {"F": 0.25, "G": 0.75}
    bones = {name: BoneReading((10.25, 20.5), 0.8, "G", posterior) for name in HAND.names}
    bones["ulna"] = BoneReading(None, 0.05, None, {})
    bones["mp5"] = BoneReading((1.0, 2.0), 0.3, "G", posterior)
    reasons = ("low_confidence: unsure where: mp5 0.30", "sex_unknown: sex is not given")
    return HandReading(
        "a.png", bones, Sex.MALE, "tw3_rus", None, None, None, None, None, None,
        "review", reasons, {"model": "m1", "calibration": "c1"},
    )  # fmt: skip


def test_through_json_and_back() -> None:
    proposal = Proposal.of_reading(network_reading(), 0.8)
    again = Proposal.from_plain(json.loads(json.dumps(proposal.as_plain())))
    assert again == proposal and again.beta == 0.8


def test_what_the_rater_answers_on_the_page_is_no_reason_any_more() -> None:
    assert Proposal.of_reading(network_reading()).reasons == (
        "low_confidence: unsure where: mp5 0.30",
    )


def test_what_was_not_found_comes_first_then_what_is_in_doubt() -> None:
    proposal = Proposal.of_reading(network_reading())
    assert proposal.uncertain_first()[:2] == ["ulna", "mp5"]
    assert certainty(proposal.bones["ulna"]) == 0
    assert certainty(proposal.bones["mp5"]) == pytest.approx(0.3 * 0.75)


def test_beside_the_labels_stand_value_and_probability() -> None:
    kept = Proposal.of_reading(network_reading()).kept_beside()
    assert (kept["source"], kept["by"]) == ("network", "m1")
    assert kept["bones"]["radius"] == {
        "xy_px": [10.25, 20.5], "confidence": 0.8, "stage": "G", "probability": 0.75
    }  # fmt: skip
    assert kept["bones"]["ulna"]["xy_px"] is None


def test_labels_of_a_file_are_certain_where_there_are_any() -> None:
    bones = {"radius": BoneLabel((3.0, 4.0), Visibility.SEEN, "F"), "dp5": BoneLabel(stage="E")}
    record = HandRecord(file_name="a.png", size_hw=(9, 8), bones=bones, rater="ann")
    proposal = Proposal.of_record(record)
    assert (proposal.source, proposal.by, proposal.verdict) == ("file", "ann", None)
    assert certainty(proposal.bones["radius"]) == 1
    assert proposal.bones["dp5"].xy_px is None and proposal.bones["dp5"].posterior == {"E": 1.0}
    assert proposal.bones["mc1"] == BoneReading(None, 0.0, None, {})
