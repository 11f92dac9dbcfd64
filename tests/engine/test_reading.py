"""Arrays to readings by name, and stages to a score."""

import numpy as np
import pytest

from boneage_kp.engine.films import film_of_array
from boneage_kp.engine.reading import bone_readings, hand_reading, scored
from boneage_kp.quality import Finding
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneReading, Bound, Sex
from boneage_kp.standards import bone_age, total_score
from tests.engine.stub_networks import STANDARD


def bones_at(stage: int) -> dict[str, BoneReading]:
    posterior = np.zeros((len(HAND), 9))
    tops = [min(stage, len(STANDARD.stages[name]) - 1) for name in HAND.names]
    posterior[np.arange(len(HAND)), tops] = 1.0
    confidence = np.full(len(HAND), 0.9)
    return bone_readings(np.ones((len(HAND), 2)), confidence, posterior, STANDARD.stages, 0.2)


def test_a_faint_bone_has_neither_point_nor_stage() -> None:
    confidence = np.full(len(HAND), 0.9)
    confidence[1] = 0.1
    posterior = np.full((len(HAND), 9), 1 / 9)
    bones = bone_readings(np.ones((len(HAND), 2)), confidence, posterior, STANDARD.stages, 0.2)
    ulna, radius = bones["ulna"], bones["radius"]
    assert (ulna.xy_px, ulna.stage, dict(ulna.posterior)) == (None, None, {})
    assert radius.stage == "A" and len(radius.posterior) == 9  # the less mature of equals
    assert sum(radius.posterior.values()) == pytest.approx(1)


def test_the_ulna_has_no_stage_that_it_lacks() -> None:
    assert set(bones_at(8)["ulna"].posterior) == set("ABCDEFGH")
    assert bones_at(8)["ulna"].stage == "H"


@pytest.mark.parametrize("stage", range(9))
@pytest.mark.parametrize("sex", list(Sex))
def test_certain_stages_give_the_plain_score_and_an_interval_of_one_point(
    stage: int, sex: Sex
) -> None:
    bones = bones_at(stage)
    result = scored(STANDARD, sex, bones)
    sheet = total_score(STANDARD, sex, {name: bone.stage for name, bone in bones.items()})
    age = bone_age(STANDARD, sex, sheet.total)
    assert result.score == sheet.total and result.bone_age_bound == age.bound
    assert result.bone_age_months == age.age_months
    assert result.age_median_months == age.age_months
    assert result.interval_months == (age.age_months, age.age_months)
    assert result.interval_bounds == (age.bound, age.bound)


@pytest.mark.parametrize(
    ("usual", "rare", "bounds"),
    [(0, -1, ("below_first_row", None)), (-1, 6, (None, "mature"))],
)
def test_an_open_end_says_where_it_lies(
    usual: int, rare: int, bounds: tuple[Bound | None, Bound | None]
) -> None:
    """Every bone is sure but for a little: one end of the interval stays on the curve."""
    bones = {}
    for name in HAND.names:
        stages = STANDARD.stages[name]
        posterior = {stages[usual]: 0.94, stages[rare]: 0.06}
        bones[name] = BoneReading((1.0, 1.0), 0.9, stages[usual], posterior)
    result = scored(STANDARD, Sex.MALE, bones)
    assert result.interval_bounds == bounds
    ends = zip(result.interval_months or (), bounds, strict=True)
    assert all((months is None) == (bound is not None) for months, bound in ends)


def test_a_rejected_film_has_stages_and_reasons_but_no_age() -> None:
    film = film_of_array(np.zeros((30, 30), np.uint8), Sex.FEMALE)
    findings = [Finding("two_hands.finder", "reject")]
    reading = hand_reading(film, STANDARD, bones_at(4), findings, {"model": "m"})
    assert reading.verdict == "rejected" and reading.reasons == (findings[0].reason,)
    assert reading.score is None and reading.bone_age_months is None
    assert reading.bone_age_bound is None and reading.interval_months is None
    assert reading.bones["radius"].stage == "E"
    assert reading.digests == {"model": "m", "image": film.digest, "standard": STANDARD.digest}
