"""A calibration from phantoms that the network never saw: look at them, fit, measure again.

Temperatures and offsets come from both sets: balanced hands alone would take away what natural ones
tell of how common a stage is, and intervals would pay for it. Beta and limits come from natural
hands. All are looked at with a low threshold of confidence, so that it can be fitted itself.
"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from boneage_kp.engine.calibration import Calibration, tempered
from boneage_kp.engine.calibration_fit import (
    COVERAGE,
    ReadableHands,
    fit_beta,
    fit_limits,
)
from boneage_kp.engine.films import film_of_file
from boneage_kp.engine.predictor import Predictor
from boneage_kp.engine.stage_fit import fit_stage_scales
from boneage_kp.evaluation.calibration import calibration as calibration_error
from boneage_kp.phantom.parameters import GENERATOR_VERSION
from boneage_kp.quality import Evidence
from boneage_kp.quality.layout import load_shape_model
from boneage_kp.schema.records import HandRecord
from boneage_kp.standards import Standard
from boneage_kp.study.exam.intervals import AgeIntervals

READABLE_SHARE = 0.04  # of hand length; a hand with every bone nearer than that was read rightly
MIN_HANDS = 20
Progress = Callable[[int], None]


@dataclass(frozen=True, eq=False)
class Looked:
    """What was seen on N phantoms, beside their truth.

    posterior:   (N, K, S) at temperature 1, NaN where not found; truth: (N, K), -1 not rated.
    error:       (N, K) as a share of hand length; NaN without truth, inf where not found.
    """

    records: tuple[HandRecord, ...]
    evidence: tuple[Evidence, ...]
    posterior: np.ndarray
    truth: np.ndarray
    error: np.ndarray


def look_at(
    predictor: Predictor, records: Sequence[HandRecord], root: Path, batch: int, on_film: Progress
) -> Looked:
    """Every film once; only arrays are kept."""
    evidence: list[Evidence] = []
    for start in range(0, len(records), batch):
        films = [
            film_of_file(root / one.file_name, one.sex, name=one.file_name)
            for one in records[start : start + batch]
        ]
        evidence += predictor.look(films)
        on_film(len(evidence))
    return laid_side_by_side(records, evidence, predictor.standard)


def laid_side_by_side(
    records: Sequence[HandRecord], evidence: Sequence[Evidence], standard: Standard
) -> Looked:
    names = evidence[0].schema.names
    stages = max(len(standard.stages[name]) for name in names)
    posterior = np.full((len(records), len(names), stages), np.nan)
    truth = np.full((len(records), len(names)), -1)
    error = np.full((len(records), len(names)), np.nan)
    for n, (record, seen) in enumerate(zip(records, evidence, strict=True)):
        length_px = record.hand_length_px()
        for k, name in enumerate(names):
            label, bone = record.bones[name], seen.bones[name]
            if label.stage and not label.absent:
                truth[n, k] = standard.stages[name].index(label.stage)
            if label.xy_px is not None and label.labelled:
                off = np.subtract(bone.xy_px, label.xy_px) if bone.xy_px else np.full(2, np.inf)
                error[n, k] = np.hypot(*off) / (length_px or np.nan)
            if bone.posterior:
                posterior[n, k] = 0
                posterior[n, k, : len(bone.posterior)] = list(bone.posterior.values())
    return Looked(tuple(records), tuple(evidence), posterior, truth, error)


def fit(
    natural: Looked,
    balanced: Looked,
    standard: Standard,
    weights_sha256: str,
    parameter_digests: Mapping[str, str],
) -> Calibration:
    """Everything that is fitted, with what was measured on the same hands before and after."""
    names = natural.evidence[0].schema.names
    near = np.asarray((natural.error <= READABLE_SHARE).all(axis=1))
    read = np.isfinite(natural.posterior[..., 0]) & (natural.truth >= 0)
    readable = near & read.all(axis=1)
    if readable.sum() < MIN_HANDS:
        raise ValueError(
            f"{readable.sum()} of {near.size} natural phantoms were read rightly (every bone "
            f"within {READABLE_SHARE:.0%} of hand length); {MIN_HANDS} are needed. Draw more "
            "(-n), or train the network further: there is nothing to calibrate yet"
        )
    posterior = np.concatenate([natural.posterior, balanced.posterior])
    use = np.concatenate([_read_in_place(natural), _read_in_place(balanced)])
    scales = fit_stage_scales(posterior, use, names)
    plain = Calibration(
        weights_sha256,
        standard.id,
        GENERATOR_VERSION,
        temperatures={name: scale.temperature for name, scale in scales.items()},
        offsets={name: scale.offsets for name, scale in scales.items()},
    )
    records = [one for one, wanted in zip(natural.records, readable, strict=True) if wanted]
    own = natural.posterior[readable]
    before = AgeIntervals.of(records, own, standard, names)
    ages = AgeIntervals.of(records, tempered(own, plain), standard, names)
    standard_error = float(np.sqrt(COVERAGE * (1 - COVERAGE) / readable.sum()))
    beta = fit_beta(ages.coverage, slack=standard_error)
    return dataclasses.replace(
        plain,
        beta=beta,
        limits=fit_limits(readable_hands(natural, readable)),
        parameter_digests=parameter_digests,
        counts={
            "natural": len(natural.records),
            "balanced": len(balanced.records),
            "readable": int(readable.sum()),
            "bones": int((use >= 0).sum()),
        },
        figures={
            "stage_ece_before": ece(posterior, use),
            "stage_ece_after": ece(tempered(posterior, plain), use),
            "stage_exact_before": exact(posterior, use),
            "stage_exact_after": exact(tempered(posterior, plain), use),
            "coverage_before": before.coverage(1.0),
            "coverage_tempered": ages.coverage(1.0),
            "coverage_after": ages.coverage(beta),
            "interval_score_years_before": before.score_years(1.0),
            "interval_score_years_after": ages.score_years(beta),
        },
    )


def _read_in_place(looked: Looked) -> np.ndarray:
    """(N, K) true stages, -1 for a bone read elsewhere: it says nothing about the stage head."""
    return np.where(looked.error <= READABLE_SHARE, looked.truth, -1)


def readable_hands(looked: Looked, use: np.ndarray) -> ReadableHands:
    """What the checks measure, of the hands to be used."""
    model = load_shape_model()
    seen = [one for one, wanted in zip(looked.evidence, use, strict=True) if wanted]
    confidence = np.array([[bone.confidence for bone in one.bones.values()] for one in seen])
    return ReadableHands(
        least_confidence=confidence.min(axis=1),
        median_confidence=np.median(confidence, axis=1),
        layout=np.array([model.distance(one.xy_px, one.known) for one in seen]),
        view_share=np.array([one.view_length_share for one in seen]),
        contrast=np.array([one.grey_high - one.grey_low for one in seen]),
        bright=np.array([one.grey_high for one in seen]),
    )


def exact(posterior: np.ndarray, truth: np.ndarray) -> float:
    """Share of the bones to be used whose most probable stage is the true one."""
    use = (truth >= 0) & np.isfinite(posterior).all(axis=-1)
    return float((posterior[use].argmax(axis=-1) == truth[use]).mean())


def ece(posterior: np.ndarray, truth: np.ndarray) -> float | None:
    """Expected calibration error of the most probable stage, over all bones to be used."""
    use = (truth >= 0) & np.isfinite(posterior).all(axis=-1)
    rows = posterior[use]
    return calibration_error(rows.max(axis=-1), rows.argmax(axis=-1) == truth[use]).ece
