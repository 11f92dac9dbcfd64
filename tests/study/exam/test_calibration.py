"""A calibration from hands whose doubt is known: temperature, beta and coverage come out right."""

from dataclasses import replace
from math import erf
from pathlib import Path

import numpy as np
import pytest

from boneage_kp.data.formats import coco
from boneage_kp.engine.calibration import Calibration
from boneage_kp.engine.predictor import Predictor
from boneage_kp.evaluation.age import AgeRange
from boneage_kp.evaluation.summary import report
from boneage_kp.quality import Evidence, QualityLimits
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, BoneReading, HandRecord, Sex
from boneage_kp.standards import bone_age, total_score
from boneage_kp.study.exam.calibration import (
    MIN_HANDS,
    Looked,
    fit,
    laid_side_by_side,
    look_at,
    readable_hands,
)
from boneage_kp.study.exam.exam import draw_exam, load_exam
from boneage_kp.study.exam.intervals import AgeIntervals
from tests.engine.stub_networks import DrawnNetwork
from tests.evaluation.conftest import make_reading
from tests.quality.hands import STANDARD, usual_hand, with_bones


def doubtful(seed: int, hands: int, sharpened: float, shared: float) -> Looked:
    """Hands whose stages are drawn from their posteriors, which are then told too sharp.

    shared:  correlation of the bones' errors within a hand, of which independence knows nothing.
    """
    rng = np.random.default_rng(seed)
    records, evidence = [], []
    for n in range(hands):
        sex = Sex.FEMALE if n % 2 else Sex.MALE
        hand = usual_hand(sex, float(rng.uniform(6, 11)), film_hw=(900, 800))
        together = rng.normal()
        labels, bones = {}, {}
        for name, bone in hand.bones.items():
            stages = STANDARD.stages[name]
            middle = stages.index(bone.stage or "")
            centre = min(max(middle, 2), len(stages) - 3)
            p = np.zeros(len(stages))
            p[centre - 2 : centre + 3] = rng.dirichlet((1, 4, 8, 4, 1))
            own = np.sqrt(shared) * together + np.sqrt(1 - shared) * rng.normal()
            uniform = 0.5 * (1 + erf(own / np.sqrt(2)))
            true = stages[int(np.searchsorted(p.cumsum(), min(uniform, 0.9999)))]
            told = p**sharpened / (p**sharpened).sum()
            labels[name] = BoneLabel(bone.xy_px, 2, true)
            bones[name] = BoneReading(
                bone.xy_px, 0.9, stages[int(told.argmax())], dict(zip(stages, told, strict=True))
            )
        total = total_score(STANDARD, sex, {b: v.stage for b, v in labels.items()}).total
        months = bone_age(STANDARD, sex, total).age_months
        records.append(
            HandRecord(f"{n}.png", (900, 800), labels, sex, bone_age_months=months or 24.0)
        )
        evidence.append(with_bones(hand, **bones))
    return laid_side_by_side(records, evidence, STANDARD)


def fitted(natural: Looked, balanced: Looked) -> Calibration:
    return fit(natural, balanced, STANDARD, "ab" * 32, {"natural": "cd" * 8})


def test_honest_posteriors_are_left_alone() -> None:
    found = fitted(doubtful(1, 300, 1.0, 0.0), doubtful(2, 100, 1.0, 0.0))
    assert np.median(list(found.temperatures.values())) == pytest.approx(1.0, abs=0.12)
    assert found.beta > 0.85
    assert found.counts["readable"] == 300 and found.counts["bones"] == 400 * len(HAND)


def test_too_sharp_posteriors_get_their_temperature_and_coverage_back() -> None:
    found = fitted(doubtful(3, 300, 2.0, 0.0), doubtful(4, 100, 2.0, 0.0))
    assert np.median(list(found.temperatures.values())) == pytest.approx(2.0, rel=0.12)
    figures = found.figures
    assert figures["stage_ece_after"] < figures["stage_ece_before"]
    assert figures["coverage_before"] < 0.85 < 0.9 <= figures["coverage_after"]


def test_bones_that_err_together_get_a_beta() -> None:
    found = fitted(doubtful(5, 300, 1.0, 0.1), doubtful(6, 50, 1.0, 0.0))
    assert found.beta < 0.8
    figures = found.figures
    assert figures["coverage_tempered"] < 0.85 < 0.9 <= figures["coverage_after"] < 0.97
    assert figures["interval_score_years_after"] < figures["interval_score_years_before"]


def test_coverage_is_counted_as_evaluation_counts_it() -> None:
    looked = doubtful(7, 60, 1.5, 0.3)
    ages = AgeIntervals.of(looked.records, looked.posterior, STANDARD, HAND.names)
    from boneage_kp.engine.reading import scored

    readings = []
    for record, seen in zip(looked.records, looked.evidence, strict=True):
        found = vars(scored(STANDARD, record.sex or Sex.MALE, seen.bones))
        readings.append(replace(make_reading(record), **found, bones=seen.bones))
    told = report(looked.records, readings, STANDARD, oks=False).age.interval
    assert ages.coverage(1.0) == pytest.approx(told.coverage)
    assert AgeRange.of(STANDARD).ends_months(Sex.MALE)[0] == 24.0


def test_a_network_that_reads_nothing_cannot_be_calibrated() -> None:
    looked = doubtful(8, MIN_HANDS - 1, 1.0, 0.0)
    with pytest.raises(ValueError, match="19 of 19 natural phantoms were read rightly.*nothing to"):
        fitted(looked, looked)


def test_bones_that_were_missed_or_misplaced_teach_no_temperature() -> None:
    looked = doubtful(9, 40, 1.0, 0.0)
    evidence: list[Evidence] = list(looked.evidence)
    far = replace(evidence[0].bones["ulna"], xy_px=(5.0, 5.0))
    gone = BoneReading(None, 0.0, None, {})
    evidence[0] = with_bones(evidence[0], ulna=far, mc1=gone)
    again = laid_side_by_side(looked.records, evidence, STANDARD)
    assert np.isinf(again.error[0, HAND.index_of("mc1")])
    assert np.isnan(again.posterior[0, HAND.index_of("mc1")]).all()
    found = fitted(again, again)
    assert found.counts["readable"] == 39 and found.counts["bones"] == 2 * (40 * len(HAND) - 2)


def test_films_are_looked_at_before_any_check(tmp_path: Path) -> None:
    exam = load_exam("calibration_natural")
    exam = replace(exam, parameters=replace(exam.parameters, size_px=192))
    path = draw_exam(exam, tmp_path, limit=3)
    records = coco.read(path).records
    points = [(one.size_hw, np.nan_to_num(one.points_px()[0])) for one in records]
    predictor = Predictor(DrawnNetwork(points, 256), limits=QualityLimits(found_confidence=0.02))
    seen: list[int] = []
    looked = look_at(predictor, records, path.parent, 2, seen.append)
    assert seen == [2, 3] and looked.posterior.shape == (3, len(HAND), 9)
    shown = np.array([[one.bones[name].labelled for name in HAND.names] for one in records])
    assert shown.sum() > 30 and (looked.error[shown] < 0.04).all()
    assert np.isnan(looked.error[~shown]).all() and (looked.truth[~shown] == -1).all()
    stages = [STANDARD.stages["mc3"].index(one.bones["mc3"].stage or "A") for one in records]
    assert looked.truth[:, HAND.index_of("mc3")].tolist() == stages
    np.testing.assert_allclose(looked.posterior[..., 5], 0.8, rtol=1e-6)
    hands = readable_hands(looked, shown.all(axis=1))
    assert (hands.bright >= hands.contrast).all() and (hands.view_share > 0.1).all()
