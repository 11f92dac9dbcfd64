"""Bone ages of whole-image systems against the truth, overall and by sex; every film counted.

Such systems have no curve whose ends bound them: ages are compared as they are, in months.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from boneage_kp.evaluation.age import AgeRange, AgeResult, age_result
from boneage_kp.evaluation.pairs import AgePairs
from boneage_kp.schema.records import Sex

NO_ENDS = AgeRange(
    first_months=dict.fromkeys(Sex, -np.inf), mature_months=dict.fromkeys(Sex, np.inf)
)
SEX_WORDS: Mapping[Sex | None, str] = {Sex.MALE: "boys", Sex.FEMALE: "girls", None: "sex unknown"}


@dataclass(frozen=True)
class WholeImageResult:
    """Bone ages of a set of films, read by a system that looks at the whole of each.

    title:          what was read and by what; stands over the tables.
    age:            all films; `age.bands` are by true bone age.
    median_months:  median absolute error. The challenge's "MAD" is the mean one, `mae_months`.
    by_sex:         the same for boys, girls, and films whose sex is not known, if there are any.
    """

    title: str
    age: AgeResult
    median_months: float | None
    by_sex: Mapping[str, AgeResult]


def whole_image_result(pairs: AgePairs, title: str = "Evaluation") -> WholeImageResult:
    """Compare everything that has a true bone age."""
    error = np.abs(pairs.read_months - pairs.truth_months)
    error = error[np.isfinite(error)]
    by_sex = {}
    for sex, word in SEX_WORDS.items():
        inside = np.array([one == sex for one in pairs.sexes], bool)
        if inside.any():
            by_sex[word] = age_result(_some(pairs, inside), NO_ENDS)
    return WholeImageResult(
        title=title,
        age=age_result(pairs, NO_ENDS),
        median_months=float(np.median(error)) if error.size else None,
        by_sex=by_sex,
    )


def whole_image_pairs(
    file_names: Sequence[str],
    sexes: Sequence[Sex | None],
    truth_months: np.ndarray,
    read_months: np.ndarray,
    interval_months: np.ndarray | None = None,
) -> AgePairs:
    """Arrays laid side by side; there are no scores and no bounds.

    truth_months, read_months:  (N,), NaN where not known or not read.
    interval_months:            (N, 2), a row of NaN where there is none.
    """
    count = len(file_names)
    nothing = np.full(count, np.nan)
    interval = np.full((count, 2), np.nan) if interval_months is None else interval_months
    return AgePairs(
        file_names=tuple(file_names),
        truth_months=np.asarray(truth_months, float),
        read_months=np.asarray(read_months, float),
        bound=(None,) * count,
        interval_months=interval,
        has_interval=np.isfinite(interval).all(axis=1),
        sexes=tuple(sexes),
        truth_score=nothing,
        read_score=nothing,
        rejected=np.zeros(count, bool),
    )


def _some(pairs: AgePairs, inside: np.ndarray) -> AgePairs:
    """The pairs of some films."""
    return whole_image_pairs(
        [name for name, kept in zip(pairs.file_names, inside, strict=True) if kept],
        [sex for sex, kept in zip(pairs.sexes, inside, strict=True) if kept],
        pairs.truth_months[inside],
        pairs.read_months[inside],
        pairs.interval_months[inside],
    )
