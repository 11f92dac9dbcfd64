"""Unrated bones: Bayes over the hand's tempo, as stated; wider than a rating."""

import math

import numpy as np
import pytest

from boneage_kp.schema.records import Sex
from boneage_kp.standards import (
    ScoringError,
    age_distribution,
    impute_posteriors,
    imputed_score_distribution,
    list_standards,
    load_standard,
    one_hot_posteriors,
    score_distributions,
)

TW3 = load_standard("tw3_rus")
STAGES: dict[str, str | None] = dict(zip(TW3.bones, "GFGGGGGGGGGGG", strict=True))


def width_months(distribution: np.ndarray, sex: Sex = Sex.FEMALE) -> float:
    low, high = age_distribution(TW3, sex, distribution).interval()
    assert low.age_months is not None and high.age_months is not None
    return high.age_months - low.age_months


def naive_posterior(sex: Sex, stages: dict[str, str | None], target: str) -> list[float]:
    """The stated model once more, in plain Python, by differences of logistic curves."""
    assert TW3.stage_onsets is not None
    onsets = TW3.stage_onsets.years[sex]
    scale = TW3.stage_onsets.scatter_sd_years * math.sqrt(3) / math.pi

    def chance(bone: str, s: int, tempo: float) -> float:
        def passed(i: int) -> float:
            if i == 0:
                return 1.0
            if i > len(onsets[bone]):
                return 0.0
            return 1 / (1 + math.exp((onsets[bone][i - 1] - tempo) / scale))

        return passed(s) - passed(s + 1)

    last = max(max(years) for years in onsets.values())
    result, total = [0.0] * len(TW3.stages[target]), 0.0
    for month in range(math.ceil((last + 2) * 12)):
        weight = 1.0
        for bone, stage in stages.items():
            if stage is not None:
                weight *= chance(bone, TW3.stages[bone].index(stage), month / 12)
        total += weight
        for s in range(len(result)):
            result[s] += weight * chance(target, s, month / 12)
    return [mass / total for mass in result]


@pytest.mark.parametrize("sex", Sex)
@pytest.mark.parametrize("target", ["radius", "ulna", "mp3"])
def test_posterior_equals_the_stated_model(sex: Sex, target: str) -> None:
    stages = {**STAGES, target: None}
    imputation = impute_posteriors(TW3, sex, stages)
    assert imputation.imputed == (target,)
    found = list(imputation.posterior_of(target).values())
    np.testing.assert_allclose(found, naive_posterior(sex, stages, target), atol=1e-9)
    assert sum(found) == pytest.approx(1, abs=1e-12)


def test_rated_bones_stay_as_rated_and_the_interval_widens() -> None:
    full = score_distributions(TW3, Sex.FEMALE, one_hot_posteriors(TW3, STAGES)[None])[0]
    one = impute_posteriors(TW3, Sex.FEMALE, {**STAGES, "radius": None})
    three = impute_posteriors(
        TW3, Sex.FEMALE, {**STAGES, "radius": None, "ulna": None, "pp1": None}
    )
    np.testing.assert_array_equal(one.posteriors[1:], one_hot_posteriors(TW3, STAGES)[1:])
    widths = [
        width_months(full),
        *(width_months(imputed_score_distribution(i)) for i in (one, three)),
    ]
    assert widths[0] == 0 and widths[0] < widths[1] < widths[2]


def test_one_unrated_bone_mixes_to_its_plain_convolution() -> None:
    imputation = impute_posteriors(TW3, Sex.FEMALE, {**STAGES, "radius": None})
    plain = score_distributions(TW3, Sex.FEMALE, imputation.posteriors[None])[0]
    np.testing.assert_allclose(imputed_score_distribution(imputation), plain, atol=1e-12)


def test_shared_tempo_is_wider_than_independence() -> None:
    """Few rated bones leave the tempo open, and the unrated ones move together."""
    imputation = impute_posteriors(TW3, Sex.MALE, {"dp3": "F"})
    shared = imputed_score_distribution(imputation)
    independent = score_distributions(TW3, Sex.MALE, imputation.posteriors[None])[0]
    scores = np.arange(1001)
    assert shared @ scores == pytest.approx(independent @ scores)
    assert width_months(shared, Sex.MALE) > 1.2 * width_months(independent, Sex.MALE)


def test_soft_ratings_count_as_evidence() -> None:
    stages = {**STAGES, "radius": None}
    hard = impute_posteriors(TW3, Sex.FEMALE, stages)
    same = impute_posteriors(TW3, Sex.FEMALE, stages, one_hot_posteriors(TW3, STAGES))
    np.testing.assert_allclose(hard.posteriors, same.posteriors, atol=1e-12)
    soft = one_hot_posteriors(TW3, STAGES)
    soft[2:] = 0
    soft[2:, 6:8] = 0.5, 0.5
    moved = impute_posteriors(TW3, Sex.FEMALE, stages, soft)
    assert moved.posterior_of("radius")["H"] > hard.posterior_of("radius")["H"]
    np.testing.assert_array_equal(moved.posteriors[2:], soft[2:])


def test_contradictory_stages_still_give_a_posterior() -> None:
    stages: dict[str, str | None] = {**dict.fromkeys(TW3.bones, "A"), "ulna": "H", "radius": None}
    imputation = impute_posteriors(TW3, Sex.MALE, stages)
    assert np.isfinite(imputation.posteriors).all()
    assert imputation.posteriors.sum(axis=1) == pytest.approx(1)


def test_what_cannot_be_imputed_is_refused_by_name() -> None:
    for name in set(list_standards()) - {"tw3_rus"}:
        with pytest.raises(ScoringError, match=f"'{name}' has no stage_onsets.csv"):
            impute_posteriors(load_standard(name), Sex.MALE, {})
    with pytest.raises(ScoringError, match="no bone is rated"):
        impute_posteriors(TW3, Sex.MALE, {"radius": None})
    with pytest.raises(ScoringError, match="stage 'I' is unknown for bone 'ulna'"):
        impute_posteriors(TW3, Sex.MALE, {"ulna": "I"})


def test_the_model_is_stated() -> None:
    model = impute_posteriors(TW3, Sex.MALE, {"radius": "F"}).model
    assert "0.65 years" in model and "not a published table" in model
