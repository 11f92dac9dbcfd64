"""Sentences of the checks: each stands in the table of words, and is found there again."""

from dataclasses import replace

import numpy as np
import pytest

from boneage_kp.quality import Evidence, Finding, QualityLimits, check_hand
from boneage_kp.report.reasons import said, sentence
from boneage_kp.report.words import ENGLISH, Words
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import Sex
from tests.quality.hands import NOT_FOUND, STANDARD, bone_at, usual_hand, with_bones

# A language that tells its sentences apart from English ones, places and all.
OTHER = Words("xx", {k: f"<{text}>" for k, text in ENGLISH.texts.items()}, decimal_mark=",")


def rivalled(*bones: str) -> Evidence:
    hand = usual_hand()
    return replace(hand, second_peak={**hand.second_peak, **dict.fromkeys(bones, 0.7)})


def moved(name: str, to: str, stage: str = "", confidence: float = 0.95) -> Evidence:
    """The usual hand with one bone on another one's place, or of another stage."""
    hand = usual_hand()
    at, own = np.array(hand.bones[to].xy_px), hand.bones[name].stage or ""
    return with_bones(hand, **{name: bone_at(at, stage or own, name, confidence, sure=1.0)})


def shrunk(factor: float) -> Evidence:
    hand = usual_hand()
    points = {name: np.array(bone.xy_px) * factor for name, bone in hand.bones.items()}
    stages = {name: bone.stage or "" for name, bone in hand.bones.items()}
    return with_bones(hand, **{n: bone_at(xy, stages[n], n) for n, xy in points.items()})


def scattered() -> Evidence:
    """No bone alone is to blame."""
    hand = usual_hand()
    rng = np.random.default_rng(3)
    return with_bones(
        hand,
        **{
            name: bone_at(np.array(bone.xy_px) + rng.normal(0, 60, 2), bone.stage or "", name)
            for name, bone in hand.bones.items()
        },
    )


# Key of a sentence -> a hand of which it is said.
SPOILT = {
    "hand_not_found.film": Evidence.of_no_hand((900, 800), STANDARD, Sex.FEMALE),
    "hand_not_found.bones": with_bones(usual_hand(), **dict.fromkeys(HAND.names[:9], NOT_FOUND)),
    "two_hands.finder": usual_hand(second_hand=0.9),
    "two_hands.places": rivalled(*HAND.names[:7]),
    "two_peaks": rivalled("radius", "mc3"),
    "bone_absent": with_bones(usual_hand(), ulna=NOT_FOUND, dp5=NOT_FOUND),
    "bone_at_border": replace(usual_hand(), film_hw=(783, 800)),
    "low_confidence": moved("mp5", "mp5", confidence=0.31),
    "implausible_layout": scattered(),
    "implausible_layout.bone": moved("mp5", "pp5"),
    "stages_out_of_line": moved("radius", "radius", stage="I"),
    "too_small.unreadable": shrunk(0.2),
    "too_small.misread": shrunk(0.3),
    "too_small.film": usual_hand(view_length_share=0.2),
    "too_dark.black": usual_hand(grey_high=25.0),
    "too_dark.flat": usual_hand(grey_low=120.0, grey_high=135.0),
}


def finding_of(key: str) -> Finding:
    if key == "sex_unknown":  # said by whoever scores, without a look at the hand
        return Finding(key, "note")
    (found,) = [one for one in check_hand(SPOILT[key], QualityLimits()) if one.key == key]
    return found


def test_every_sentence_of_the_table_is_said_of_some_hand() -> None:
    keys = {k.removeprefix("check.") for k in ENGLISH.texts if k.startswith("check.")}
    assert keys == {*SPOILT, "sex_unknown"}


@pytest.mark.parametrize("key", [*SPOILT, "sex_unknown"])
def test_a_sentence_comes_back_in_another_language(key: str) -> None:
    finding = finding_of(key)
    assert said(finding.reason, ENGLISH) == (finding.name, finding.text, "en")
    places = {name: str(one).replace(".", ",") for name, one in finding.places.items()}
    theirs = OTHER(f"check.{key}", **places)
    assert theirs.startswith("<")
    assert said(finding.reason, OTHER) == (finding.name, theirs, "xx")


def test_what_the_table_does_not_have_stays_as_it_is() -> None:
    assert said("two_hands: three of them", OTHER) == ("two_hands", "three of them", "en")
    assert said("spacing: of the detector", OTHER) == ("", "spacing: of the detector", "en")
    assert said("two_hands", OTHER) == ("", "two_hands", "en")
    assert sentence("spacing: of the detector", OTHER) == "Of the detector"
    assert sentence("low_confidence: unsure where: mp5 0.31", OTHER) == "<unsure where: mp5 0,31>"
    assert sentence("low_confidence: unsure where: mp5 0.31", ENGLISH) == "Unsure where: mp5 0.31"
