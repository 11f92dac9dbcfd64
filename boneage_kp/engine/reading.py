"""Bones with posteriors to a `HandReading`: score, bone age or bound, interval, verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from boneage_kp.engine.films import Film
from boneage_kp.quality.verdict import Finding, verdict_of
from boneage_kp.schema.hand import HAND, HandSchema
from boneage_kp.schema.records import BoneReading, Bound, HandReading, Sex
from boneage_kp.standards import (
    Standard,
    age_distribution,
    bone_age,
    posteriors_of,
    score_distributions,
    total_score,
)


@dataclass(frozen=True)
class Scoring:
    """What a standard makes of the stages; every field None where there is nothing to score."""

    score: int | None = None
    bone_age_months: float | None = None
    bone_age_bound: Bound | None = None
    age_median_months: float | None = None
    age_mean_months: float | None = None
    interval_months: tuple[float | None, float | None] | None = None
    interval_bounds: tuple[Bound | None, Bound | None] = (None, None)


def bone_readings(
    xy_px: np.ndarray,
    confidence: np.ndarray,
    posterior: np.ndarray,
    stages: Mapping[str, tuple[str, ...]],
    found_confidence: float,
    schema: HandSchema = HAND,
) -> dict[str, BoneReading]:
    """Arrays of one hand to readings by name.

    xy_px:      (K, 2) film pixels; confidence: (K,); posterior: (K, S).
    stages:     per bone its stage names.
    returns:    a bone below `found_confidence` has neither point nor stage.
    """
    bones = {}
    for k, name in enumerate(schema.names):
        names = stages[name]
        row = np.asarray(posterior[k, : len(names)], float)
        row = row / row.sum()
        found = bool(confidence[k] >= found_confidence)
        bones[name] = BoneReading(
            xy_px=(float(xy_px[k, 0]), float(xy_px[k, 1])) if found else None,
            confidence=float(confidence[k]),
            stage=names[int(row.argmax())] if found else None,
            posterior=dict(zip(names, row.tolist(), strict=True)) if found else {},
        )
    return bones


def scored(standard: Standard, sex: Sex, bones: Mapping[str, BoneReading]) -> Scoring:
    """Score and age of a fully read hand.

    Score and bone age come from each bone's most probable stage, so that the sheet adds up;
    median, mean and interval come from the exact distribution.
    """
    sheet = total_score(standard, sex, {name: bones[name].stage for name in standard.bones})
    age = bone_age(standard, sex, sheet.total)
    posteriors = posteriors_of(standard, {name: bones[name].posterior for name in standard.bones})
    probabilities = score_distributions(standard, sex, posteriors[None])[0]
    distribution = age_distribution(standard, sex, probabilities)
    low, high = distribution.interval()
    return Scoring(
        score=sheet.total,
        bone_age_months=age.age_months,
        bone_age_bound=age.bound,
        age_median_months=distribution.median.age_months,
        age_mean_months=distribution.mean_months,
        interval_months=(low.age_months, high.age_months),
        interval_bounds=(low.bound, high.bound),
    )


def hand_reading(
    film: Film,
    standard: Standard,
    bones: Mapping[str, BoneReading],
    findings: Sequence[Finding],
    digests: Mapping[str, str],
) -> HandReading:
    """Everything together. A rejected film gets no score and no bone age; nor does one whose sex
    is not known, since girls and boys have different tables."""
    verdict = verdict_of(findings)
    scoring = Scoring()
    if film.sex is None:
        findings = [*findings, Finding("sex_unknown", "note")]
    elif verdict != "rejected":
        scoring = scored(standard, film.sex, bones)
    return HandReading(
        file_name=film.name,
        bones=dict(bones),
        sex=film.sex,
        standard_id=standard.id,
        verdict=verdict,
        reasons=tuple(finding.reason for finding in findings),
        digests={**digests, "image": film.digest, "standard": standard.digest},
        **_fields(scoring),
    )


def _fields(scoring: Scoring) -> dict[str, Any]:
    return dict(vars(scoring))
