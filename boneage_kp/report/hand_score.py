"""Everything a report says of one hand's stages: sum, age, interval, shares, z-score."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from boneage_kp.schema.records import Sex
from boneage_kp.standards import (
    AgeDistribution,
    BoneAge,
    Imputation,
    ScoreSheet,
    ScoringError,
    Standard,
    age_distribution,
    bone_age,
    check_stages,
    impute_posteriors,
    score_distributions,
    total_score,
)
from boneage_kp.standards.bone_shares import BoneShare, bone_shares
from boneage_kp.standards.imputation import imputed_score_distribution
from boneage_kp.standards.z_score import ZScore, z_score

Ratings = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, eq=False)
class HandScore:
    """One hand scored, with every step kept.

    posteriors:    (K, S) that the hand was scored by, those of unrated bones estimated.
    stage_probabilities: per bone the probability of the stage that stands in the sheet.
    distribution:  None when every stage was given as certain: there is no interval then.
    imputation:    None when every bone was rated.
    age_years:     chronological age, when given; z with it, where there is a bone age and an SD.
    z_reason:      why there is no z-score although an age was given; "" otherwise.
    """

    standard: Standard
    sex: Sex
    sheet: ScoreSheet
    bone_age: BoneAge
    posteriors: np.ndarray
    stage_probabilities: Mapping[str, float]
    distribution: AgeDistribution | None
    imputation: Imputation | None
    age_years: float | None
    z: ZScore | None
    z_reason: str

    @property
    def imputed(self) -> tuple[str, ...]:
        return self.imputation.imputed if self.imputation else ()

    @cached_property
    def shares(self) -> tuple[BoneShare, ...] | None:
        """Each bone's part in the interval's width; None where there is no interval."""
        # When first asked for: a score at every key press has no use for them.
        if self.distribution is None:
            return None
        return bone_shares(self.standard, self.sex, self.posteriors)


def is_certain(ratings: Ratings) -> bool:
    """Whether every bone has one stage and no doubt."""
    return all(len([p for p in rating.values() if p > 0]) == 1 for rating in ratings.values())


def score_hand(
    standard: Standard,
    sex: Sex,
    ratings: Ratings,
    age_years: float | None = None,
    impute: bool = False,
) -> HandScore:
    """Score one hand.

    ratings:  bone -> stage -> probability (summing to 1) of the bones that were rated.
    impute:   estimate the bones that were not; otherwise they stop the score and are named.
    """
    check_stages(standard, {bone: next(iter(rating)) for bone, rating in ratings.items()})
    unrated = [bone for bone in standard.bones if bone not in ratings]
    imputation = _imputation(standard, sex, ratings) if unrated and impute else None
    posteriors = imputation.posteriors if imputation else _array(standard, ratings)
    stages, probabilities = _most_probable(standard, posteriors, unrated if not imputation else [])
    sheet = total_score(standard, sex, stages)
    age = bone_age(standard, sex, sheet.total)
    distribution = None
    if imputation or not is_certain(ratings):
        distribution = age_distribution(
            standard, sex, _score_probabilities(standard, sex, posteriors, imputation)
        )
    z, z_reason = _z_score(standard, sex, age, age_years)
    return HandScore(
        standard=standard,
        sex=sex,
        sheet=sheet,
        bone_age=age,
        posteriors=posteriors,
        stage_probabilities=probabilities,
        distribution=distribution,
        imputation=imputation,
        age_years=age_years,
        z=z,
        z_reason=z_reason,
    )


def _array(standard: Standard, ratings: Ratings) -> np.ndarray:
    """(K, S) posteriors; rows of unrated bones are 0."""
    array = np.zeros((len(standard.bones), int(standard.stage_counts.max())))
    for bone, rating in ratings.items():
        standard.check_bone(bone)
        for stage, probability in rating.items():
            standard.check_stage(bone, stage)
            array[standard.bones.index(bone), standard.stages[bone].index(stage)] = probability
    return array


def _imputation(standard: Standard, sex: Sex, ratings: Ratings) -> Imputation:
    array = _array(standard, ratings)
    stages, _ = _most_probable(standard, array, [b for b in standard.bones if b not in ratings])
    return impute_posteriors(standard, sex, stages, array)


def _most_probable(
    standard: Standard, posteriors: np.ndarray, unrated: list[str]
) -> tuple[dict[str, str | None], dict[str, float]]:
    """Per bone its most probable stage (the less mature of equals) and its probability."""
    stages: dict[str, str | None] = {}
    probabilities = {}
    for bone, row in zip(standard.bones, posteriors, strict=True):
        best = int(row.argmax())
        stages[bone] = None if bone in unrated else standard.stages[bone][best]
        probabilities[bone] = float(row[best])
    return stages, probabilities


def _score_probabilities(
    standard: Standard, sex: Sex, posteriors: np.ndarray, imputation: Imputation | None
) -> np.ndarray:
    if imputation is not None:
        return imputed_score_distribution(imputation)
    return score_distributions(standard, sex, posteriors[None])[0]


def _z_score(
    standard: Standard, sex: Sex, age: BoneAge, age_years: float | None
) -> tuple[ZScore | None, str]:
    if age_years is None:
        return None, ""
    if age.age_months is None:
        return None, "the bone age is a bound, not a number"
    try:
        found = z_score(standard, sex, age.age_months, 12 * age_years)
    except ScoringError as error:
        return None, str(error)
    return found, "" if found.z is not None else found.reason
