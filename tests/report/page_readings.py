"""Readings for tests of pages: phantoms with their true points and posteriors made up around the
true stages. Nothing here was read by a network."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from boneage_kp.phantom.generate import Phantom, generate
from boneage_kp.phantom.parameters import PhantomParameters
from boneage_kp.report.hand_score import Ratings, score_hand
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, BoneReading, HandReading, HandRecord
from boneage_kp.standards import Standard, load_standard

STANDARD = load_standard("tw3_rus")
_DIGESTS = {"model": "0123456789abcdef" * 4, "image": "fedcba9876543210" * 4}


@cache
def phantom(sex: str = "F", tempo_years: float = 10.8, size_px: int = 512) -> Phantom:
    """A phantom of this sex and about this bone age."""
    given = {"size_px": size_px, "sampling.sex": sex, "sampling.tempo_years": tempo_years}
    return generate(PhantomParameters.from_mapping(given), seed=5, index=1)


def phantom_reading(
    record: HandRecord, doubt: float = 0.25, standard: Standard = STANDARD, **changes: Any
) -> HandReading:
    """The reading of a network that finds every true point and gives each true stage most."""
    rng = np.random.default_rng(7)
    bones = {}
    for name in HAND.names:
        label = record.bones[name]
        posterior = _posterior(standard.stages[name], label.maturity or 0.0, doubt * rng.random())
        stage = max(posterior, key=lambda s: posterior[s])
        bones[name] = BoneReading(label.xy_px, float(0.7 + 0.3 * rng.random()), stage, posterior)
    reading = HandReading(
        file_name=f"films/{record.file_name}",
        bones=bones,
        sex=record.sex,
        standard_id=standard.id,
        score=None,
        bone_age_months=None,
        bone_age_bound=None,
        age_median_months=None,
        age_mean_months=None,
        interval_months=None,
        verdict="ok",
        reasons=(),
        digests=_DIGESTS | {"standard": standard.digest},
    )
    if record.sex is None:
        reason = "sex_unknown: sex is not given, and girls and boys have different tables"
        return replace(reading, reasons=(reason,), **changes)
    return replace(rescored(reading, standard=standard), **changes)


def _posterior(stages: tuple[str, ...], maturity: float, doubt: float) -> dict[str, float]:
    """Most on the true stage, the rest on its neighbours and a little everywhere."""
    true = min(int(maturity), len(stages) - 1)
    weights = np.full(len(stages), 0.002)
    weights[true] = 1 - doubt
    for neighbour, share in ((true - 1, 0.4), (true + 1, 0.6)):
        if 0 <= neighbour < len(stages):
            weights[neighbour] += doubt * share
    return dict(zip(stages, (weights / weights.sum()).tolist(), strict=True))


def rescored(
    reading: HandReading, ratings: Ratings | None = None, standard: Standard = STANDARD
) -> HandReading:
    """The reading with score, ages and interval of these ratings, by default its own."""
    assert reading.sex is not None
    given = ratings or {name: bone.posterior for name, bone in reading.bones.items()}
    hand = score_hand(standard, reading.sex, given)
    found = hand.distribution
    interval = None if found is None else tuple(end.age_months for end in found.interval())
    return replace(
        reading,
        score=hand.sheet.total,
        bone_age_months=hand.bone_age.age_months,
        bone_age_bound=hand.bone_age.bound,
        age_median_months=None if found is None else found.median.age_months,
        age_mean_months=None if found is None else found.mean_months,
        interval_months=interval,
    )


def corrected_reading(reading: HandReading, stages: Mapping[str, str]) -> HandReading:
    """The same hand with these stages taken as certain, the others as the machine has them."""
    bones = {
        name: replace(bone, stage=stages.get(name, bone.stage))
        for name, bone in reading.bones.items()
    }
    ratings = {
        name: {stages[name]: 1.0} if name in stages else bone.posterior
        for name, bone in reading.bones.items()
    }
    return rescored(replace(reading, bones=bones), ratings)


def rejected_reading(record: HandRecord) -> HandReading:
    """Two bones were not found, others are unsure."""
    reading = phantom_reading(record)
    bones = dict(reading.bones)
    for name in ("ulna", "dp5"):
        bones[name] = BoneReading(None, 0.05, None, {})
    bones["mp5"] = replace(bones["mp5"], confidence=0.31)
    return replace(
        reading,
        bones=bones,
        score=None,
        bone_age_months=None,
        bone_age_bound=None,
        age_median_months=None,
        age_mean_months=None,
        interval_months=None,
        verdict="rejected",
        reasons=(
            "bone_absent: not found: ulna, dp5; the score needs every bone. "
            "Rate it by eye, or film anew",
            "low_confidence: unsure where: mp5 0.31",
        ),
    )


def nothing_found(record: HandRecord) -> HandReading:
    """No bone answered."""
    nothing = {name: BoneReading(None, 0.02, None, {}) for name in HAND.names}
    reason = "hand_not_found: 0 of 13 bones answer, median confidence 0.02: no hand"
    return replace(rejected_reading(record), bones=nothing, reasons=(reason,))


def shifted(record: HandRecord, dx_px: float, dy_px: float) -> HandRecord:
    """The record on a film with a border added left and above."""
    return _with_points(record, lambda x, y: (x + dx_px, y + dy_px))


def turned_ccw(record: HandRecord) -> HandRecord:
    """The record on a film turned by a quarter, counter-clockwise."""
    width = record.size_hw[1]
    return _with_points(record, lambda x, y: (y, width - x))


def _with_points(record: HandRecord, move: Any) -> HandRecord:
    def moved(label: BoneLabel) -> BoneLabel:
        return label if label.xy_px is None else replace(label, xy_px=move(*label.xy_px))

    return replace(record, bones={name: moved(label) for name, label in record.bones.items()})
