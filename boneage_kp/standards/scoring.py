"""Stages -> score -> age. Pure arithmetic on a `Standard`; every bound comes with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from boneage_kp.schema.records import Bound, Sex
from boneage_kp.standards.faults import ScoringError
from boneage_kp.standards.standard import Standard

IN_CURVE, BELOW_FIRST_ROW, MATURE = 0, -1, 1
BOUND_OF_CODE: dict[int, Bound | None] = {
    IN_CURVE: None,
    BELOW_FIRST_ROW: "below_first_row",
    MATURE: "mature",
}


@dataclass(frozen=True)
class ScoreLine:
    """One line of the sheet: what a bone's stage is worth, and the sum up to here."""

    bone: str
    stage: str
    points: int
    running_total: int


@dataclass(frozen=True)
class ScoreSheet:
    """The sum, line by line, so that it can be checked by hand."""

    standard_id: str
    standard_digest: str
    sex: Sex
    lines: tuple[ScoreLine, ...]
    total: int


@dataclass(frozen=True)
class CurveRow:
    """A row of score_to_age.csv that was used."""

    score: int
    age_months: float


@dataclass(frozen=True)
class BoneAge:
    """A bone age, or a bound with its reason.

    age_months:  None where the standard gives only a bound.
    reason:      how the age came about, or why there is none; a sentence for people.
    rows:        the row, or the two rows, of the curve that were used.
    """

    standard_id: str
    sex: Sex
    score: float
    age_months: float | None
    bound: Bound | None
    reason: str
    rows: tuple[CurveRow, ...]


class BoneAges(NamedTuple):
    """Ages of many scores.

    age_months:  (N,) float64, NaN where there is only a bound.
    bound:       (N,) int8, IN_CURVE, BELOW_FIRST_ROW or MATURE.
    """

    age_months: np.ndarray
    bound: np.ndarray


def total_score(standard: Standard, sex: Sex, stages: Mapping[str, str | None]) -> ScoreSheet:
    """Add up the points of a fully rated hand.

    stages:   stage name by bone; a bone that is absent or None is not rated and stops the score.
    returns:  the sheet, in the standard's bone order.
    """
    check_stages(standard, stages)
    missing = [bone for bone in standard.bones if stages.get(bone) is None]
    if missing:
        raise ScoringError(
            f"not rated: {', '.join(missing)}; {standard.id} needs all {len(standard.bones)} bones."
            " Rate them, or impute them from the other bones and accept a wider interval."
        )
    lines: list[ScoreLine] = []
    total = 0
    for bone in standard.bones:
        stage = str(stages[bone])
        points = standard.score_of(sex, bone, stage)
        total += points
        lines.append(ScoreLine(bone, stage, points, total))
    return ScoreSheet(standard.id, standard.digest, sex, tuple(lines), total)


def check_stages(standard: Standard, stages: Mapping[str, str | None]) -> None:
    """Refuse unknown bones and stages, all of them in one message; None is let through."""
    faults: list[str] = []
    for bone, stage in stages.items():
        try:
            standard.check_bone(bone)
            if stage is not None:
                standard.check_stage(bone, stage)
        except ScoringError as fault:
            faults.append(str(fault))
    if faults:
        raise ScoringError("\n".join(faults))


def bone_age(standard: Standard, sex: Sex, score: float) -> BoneAge:
    """Turn one score into an age by linear interpolation, or into a bound.

    score:  0 to the standard's final sum; need not be whole.
    """
    ages, codes = bone_ages_months(standard, sex, np.array([score]))
    curve = standard.curves[sex]
    rows = tuple(
        CurveRow(curve.scores[r], curve.ages_months[r]) for r in curve.rows_around(float(score))
    )
    bound = BOUND_OF_CODE[int(codes[0])]
    reason = _reason(standard, sex, float(score), bound, rows)
    age_months = None if bound else float(ages[0])
    return BoneAge(standard.id, sex, score, age_months, bound, reason, rows)


def _reason(
    standard: Standard, sex: Sex, score: float, bound: Bound | None, rows: tuple[CurveRow, ...]
) -> str:
    curve = standard.curves[sex]
    first_years, last_years = curve.first_age_months / 12, curve.mature_age_months / 12
    if bound == "below_first_row":
        return (
            f"score {score:g} is below {curve.first_score}, the first row of the {standard.id} "
            f"curve ({sex.value}): bone age < {first_years:.4g} years"
        )
    if bound == "mature":
        return (
            f"score {score:g} has reached {curve.mature_score}, the end of the {standard.id} curve "
            f"({sex.value}): mature, bone age >= {last_years:.4g} years"
        )
    if len(rows) == 1:
        return f"row {rows[0].score} of the {standard.id} curve ({sex.value})"
    low, high = rows
    return (
        f"between row {low.score} = {low.age_months / 12:.4g} years and row {high.score} = "
        f"{high.age_months / 12:.4g} years of the {standard.id} curve ({sex.value})"
    )


def bone_ages_months(standard: Standard, sex: Sex, scores: np.ndarray) -> BoneAges:
    """Turn many scores into ages or bounds.

    scores:  (N,) int or float, each within 0 .. final sum.
    """
    scores = np.asarray(scores)
    curve, top = standard.curves[sex], standard.final_sum[sex]
    # Written so that NaN fails it too.
    if scores.size and not (scores.min() >= 0 and scores.max() <= top):
        bad = scores[~((scores >= 0) & (scores <= top))]
        raise ScoringError(
            f"score {bad[0]} lies outside {standard.id} ({sex.value}); wanted 0 to {top}"
        )
    if np.issubdtype(scores.dtype, np.integer):
        clipped = scores if curve.mature_score == top else np.minimum(scores, curve.mature_score)
        months = curve.months_by_score.take(clipped)
    else:
        months = np.interp(scores, *curve.knots)
        months[(scores < curve.first_score) | (scores >= curve.mature_score)] = np.nan
    bound = np.zeros(scores.shape, np.int8)
    bound[scores < curve.first_score] = BELOW_FIRST_ROW
    bound[scores >= curve.mature_score] = MATURE
    return BoneAges(months, bound)


def score_hands(standard: Standard, sex: Sex, stage_index: np.ndarray) -> np.ndarray:
    """Scores of many fully rated hands.

    stage_index:  (N, K) int, position of each bone's stage in `standard.stages[bone]`.
    returns:      (N,) int.
    """
    stage_index = np.asarray(stage_index)
    wanted = (stage_index.shape[0] if stage_index.ndim else 0, len(standard.bones))
    if stage_index.shape != wanted or not np.issubdtype(stage_index.dtype, np.integer):
        raise ScoringError(
            f"stages of many hands: got shape {stage_index.shape}, {stage_index.dtype}; wanted "
            f"(hands, {wanted[1]}) whole numbers, a column per bone of {standard.id}"
        )
    _check_stage_index(standard, stage_index)
    points = standard.points(sex)
    total = np.zeros(len(stage_index), points.dtype)
    for k in range(len(standard.bones)):
        total += points[k].take(stage_index[:, k])
    return total


def _check_stage_index(standard: Standard, stage_index: np.ndarray) -> None:
    bad = (stage_index < 0) | (stage_index >= standard.stage_counts)
    if not bad.any():
        return
    hand, k = (int(i) for i in np.argwhere(bad)[0])
    bone = standard.bones[k]
    raise ScoringError(
        f"hand {hand}, bone {bone!r}: got stage index {stage_index[hand, k]}; wanted 0 to "
        f"{standard.stage_counts[k] - 1} ({standard.id} knows {standard.stage_range(bone)}). "
        f"{int(bad.any(axis=1).sum())} of {len(stage_index)} hands are like this; a hand with an "
        "unrated bone has no score."
    )
