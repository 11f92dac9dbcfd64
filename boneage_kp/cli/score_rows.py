"""Many hands to result rows, in bulk: certain stages by lookup, doubtful ones by convolution."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from boneage_kp.report.hand_score import HandScore, Ratings, score_hand
from boneage_kp.report.score_json import in_years, interval_basis
from boneage_kp.schema.records import Sex
from boneage_kp.standards import (
    Standard,
    bone_ages_months,
    posteriors_of,
    score_distributions,
    score_hands,
)
from boneage_kp.standards.age_distribution import age_summaries
from boneage_kp.standards.scoring import BOUND_OF_CODE, BoneAges
from boneage_kp.standards.z_score import z_score


class Hand(NamedTuple):
    """One hand of a file: either `stage_index` (per bone, all certain) or `ratings`."""

    hand_id: str
    standard: Standard
    sex: Sex
    age_years: float | None
    stage_index: Sequence[int] | None
    ratings: Ratings | None

    @property
    def ratings_by_name(self) -> Ratings:
        if self.ratings is not None:
            return self.ratings
        standard, index = self.standard, self.stage_index or ()
        return {
            bone: {standard.stages[bone][place]: 1.0}
            for bone, place in zip(standard.bones, index, strict=True)
        }


class ResultRow(NamedTuple):
    """One row of the CSV; its fields are the columns. Empty where there is nothing to say."""

    id: str
    sex: str
    age_years: float | None
    standard: str
    score: int
    bone_age_years: float | None
    bone_age_bound: str | None
    median_years: float | None
    mean_years: float | None
    interval_low_years: float | None
    interval_low_bound: str | None
    interval_high_years: float | None
    interval_high_bound: str | None
    interval_basis: str
    estimated_bones: str
    z_score: float | None
    z_sd: str | None


COLUMNS = ResultRow._fields


def result_rows(hands: Sequence[Hand], impute: bool) -> list[ResultRow]:
    """Score a batch; the rows come in the hands' order and equal those of `result_row`."""
    groups: dict[tuple[str, Sex, str], list[int]] = defaultdict(list)
    for place, hand in enumerate(hands):
        groups[hand.standard.digest, hand.sex, _kind(hand)].append(place)
    rows: dict[int, ResultRow] = {}
    for (_, _, kind), places in groups.items():
        group = [hands[place] for place in places]
        if kind == "certain":
            done = _certain(group)
        elif kind == "doubtful":
            done = _doubtful(group)
        else:
            done = [
                result_row(h.hand_id, score_hand(*h[1:3], h.ratings_by_name, h.age_years, impute))
                for h in group
            ]
        rows.update(zip(places, done, strict=True))
    return [rows[place] for place in range(len(hands))]


def _kind(hand: Hand) -> str:
    if hand.stage_index is not None:
        return "certain"
    return "doubtful" if len(hand.ratings or ()) == len(hand.standard.bones) else "incomplete"


def result_row(hand_id: str, hand: HandScore) -> ResultRow:
    """One fully scored hand as a row."""
    ages: tuple[float | str | None, ...] = (None,) * 6
    if hand.distribution is not None:
        low, high = hand.distribution.interval()
        ages = (
            in_years(hand.distribution.median.age_months),
            in_years(hand.distribution.mean_months),
            in_years(low.age_months),
            low.bound,
            in_years(high.age_months),
            high.bound,
        )
    return _row(
        hand_id,
        hand.standard,
        hand.sex,
        hand.age_years,
        (hand.sheet.total, hand.bone_age.age_months, hand.bone_age.bound),
        ages,
        interval_basis(hand),
        " ".join(hand.imputed),
    )


def _certain(hands: Sequence[Hand]) -> list[ResultRow]:
    standard, sex = hands[0].standard, hands[0].sex
    scores = score_hands(standard, sex, np.array([hand.stage_index for hand in hands]))
    return [
        _row(
            hand.hand_id, standard, sex, hand.age_years, age, (None,) * 6, "stages given as certain"
        )
        for hand, age in zip(hands, _ages(standard, sex, scores), strict=True)
    ]


def _doubtful(hands: Sequence[Hand]) -> list[ResultRow]:
    standard, sex = hands[0].standard, hands[0].sex
    posteriors = np.stack([posteriors_of(standard, hand.ratings or {}) for hand in hands])
    scores = score_hands(standard, sex, posteriors.argmax(axis=2))
    summaries = age_summaries(standard, sex, score_distributions(standard, sex, posteriors))
    mean = [None if np.isnan(m) else in_years(float(m)) for m in summaries.mean_months]
    median, low, high = map(_years_and_bounds, (summaries.median, summaries.low, summaries.high))
    rows = []
    for n, (hand, age) in enumerate(zip(hands, _ages(standard, sex, scores), strict=True)):
        ages = (median[n][0], mean[n], *low[n], *high[n])
        known = (hand.hand_id, standard, sex, hand.age_years)
        rows.append(_row(*known, age, ages, "stage probabilities"))
    return rows


def _ages(
    standard: Standard, sex: Sex, scores: np.ndarray
) -> list[tuple[int, float | None, str | None]]:
    """(score, age in months, bound) of each hand."""
    ages = bone_ages_months(standard, sex, scores)
    bounds = [BOUND_OF_CODE[code] for code in ages.bound.tolist()]
    return [
        (score, None if bound else months, bound)
        for score, months, bound in zip(
            scores.tolist(), ages.age_months.tolist(), bounds, strict=True
        )
    ]


def _years_and_bounds(ages: BoneAges) -> list[tuple[float | None, str | None]]:
    pairs = zip(ages.age_months.tolist(), ages.bound.tolist(), strict=True)
    return [(None if code else in_years(months), BOUND_OF_CODE[code]) for months, code in pairs]


def _row(
    hand_id: str,
    standard: Standard,
    sex: Sex,
    age_years: float | None,
    age: tuple[int, float | None, str | None],
    ages: tuple[float | str | None, ...],
    basis: str,
    estimated: str = "",
) -> ResultRow:
    score, months, bound = age
    z, z_sd = _z(standard, sex, months, age_years)
    bone_age_years = in_years(months)
    given_years = None if age_years is None else round(age_years, 4)  # a COCO file's months / 12
    first = (hand_id, sex.value, given_years, standard.id, score, bone_age_years, bound)
    return ResultRow._make((*first, *ages, basis, estimated, z, z_sd))


def _z(
    standard: Standard, sex: Sex, months: float | None, age_years: float | None
) -> tuple[float | None, str | None]:
    reference = standard.reference_sd
    if months is None or age_years is None or reference is None:
        return None, None
    found = z_score(standard, sex, months, 12 * age_years)
    if found.z is None:
        return None, "age outside the SD table"
    return round(found.z, 4), "own" if reference.own else f"substitute, not {standard.id}'s own"
