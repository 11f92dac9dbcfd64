"""Score, age and interval while stages change: what counts as certain, and what is pointed at."""

from dataclasses import replace
from typing import Any

import pytest

from boneage_kp.annotate.live_score import live_score
from boneage_kp.annotate.proposal import Proposal
from boneage_kp.engine.batch.correction import corrected
from boneage_kp.engine.reading import scored
from boneage_kp.engine.widening import widened
from boneage_kp.schema.records import BoneReading, HandReading, Sex
from boneage_kp.standards import load_standard

TW3 = load_standard("tw3_rus")
WHOLE: dict[str, str | None] = dict.fromkeys(TW3.bones, "G") | {"ulna": "F"}
NOTHING: dict[str, str | None] = dict.fromkeys(TW3.bones)


def reading(sure: float = 0.7) -> HandReading:
    """A network's reading of `WHOLE`, in doubt towards the stage before."""
    bones = {}
    for name, stage in WHOLE.items():
        assert stage is not None
        posterior = {chr(ord(stage) - 1): 1 - sure, stage: sure}
        bones[name] = BoneReading((5.0, 5.0), 0.9, stage, posterior)
    scoring = scored(TW3, Sex.FEMALE, bones)
    return HandReading(
        file_name="a.png", bones=bones, sex=Sex.FEMALE, standard_id="tw3_rus",
        verdict="ok", reasons=(), digests={"model": "m"}, **vars(scoring),
    )  # fmt: skip


def test_stages_of_a_person_leave_no_interval_but_say_what_a_slip_would_do() -> None:
    answer = live_score(TW3, Sex.FEMALE, 138, WHOLE, Proposal.of_reading(reading()))
    assert (answer["score"], answer["interval_months"], answer["from_proposal"]) == (603, None, [])
    slips = answer["one_stage_off"]
    assert slips["lower"]["months"] < answer["bone_age_months"] < slips["higher"]["months"]
    assert slips["lower"] | {"months": 0} == {
        "months": 0, "bound": None, "bone": "radius", "stage": "F"
    }  # fmt: skip


def test_one_bone_in_doubt_brings_the_interval_back() -> None:
    stages = WHOLE | {"radius": None}
    answer = live_score(TW3, Sex.FEMALE, None, stages, Proposal.of_reading(reading()))
    assert answer["one_stage_off"] is None and answer["from_proposal"] == ["radius"]
    low, high = answer["interval_months"]
    assert low < answer["bone_age_months"] == high  # G or F, and nothing above


@pytest.mark.parametrize("beta", [1.0, 0.6])
def test_the_interval_is_the_one_that_infer_gives(beta: float) -> None:
    machine = widened(reading(), TW3, beta)
    proposal = Proposal.of_reading(machine, beta)
    alone = live_score(TW3, Sex.FEMALE, 138, NOTHING, proposal)
    assert alone["interval_months"] == pytest.approx(machine.interval_months, abs=0.01)
    mine: dict[str, Any] = {"radius": {"H": 1.0}, "dp5": {"F": 1.0}}
    person = corrected(machine, mine, TW3, beta).person
    answer = live_score(TW3, Sex.FEMALE, 138, NOTHING | {"radius": "H", "dp5": "F"}, proposal)
    assert answer["score"] == person.score
    assert answer["interval_months"] == pytest.approx(person.interval_months, abs=0.01)


def test_beta_widens() -> None:
    def width(beta: float) -> float:
        proposal = Proposal.of_reading(reading(0.9), beta)
        low, high = live_score(TW3, Sex.FEMALE, 138, NOTHING, proposal)["interval_months"]
        return float(high - low)

    assert width(0.5) > width(1.0) + 1


def test_the_first_wrong_key_is_pointed_at() -> None:
    proposal = Proposal.of_reading(reading())
    answer = live_score(TW3, Sex.FEMALE, 138, NOTHING | {"pp5": "B"}, proposal)
    assert (answer["odd"]["bone"], answer["odd"]["stage"]) == ("pp5", "B")
    assert answer["odd"]["expected"] in "FGH"
    assert live_score(TW3, Sex.FEMALE, 138, NOTHING | {"pp5": "G"}, proposal)["odd"] is None


def test_a_bone_that_nobody_saw_is_estimated_and_the_sheet_stays_open() -> None:
    proposal = Proposal.of_reading(reading())
    bones = dict(proposal.bones) | {"mp5": BoneReading(None, 0.1, None, {})}
    answer = live_score(TW3, Sex.FEMALE, 138, NOTHING, replace(proposal, bones=bones))
    assert answer["estimated"] == answer["missing"] == ["mp5"]
    assert answer["score"] is None and answer["median_months"] is not None
    assert "every bone" in answer["reason"]


@pytest.mark.parametrize(("sex", "count"), [(None, 13), (Sex.MALE, 3)])
def test_too_little_is_said_in_words(sex: Sex | None, count: int) -> None:
    stages = {name: WHOLE[name] if k < count else None for k, name in enumerate(TW3.bones)}
    answer = live_score(TW3, sex, 138, stages, None)
    assert answer["score"] is None and answer["median_months"] is None and answer["reason"]
