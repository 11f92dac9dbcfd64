"""What was put in is found: a temperature, offsets; and what cannot be told is left alone."""

import numpy as np
import pytest

from boneage_kp.engine.calibration import TEMPERATURE_RANGE
from boneage_kp.engine.stage_fit import (
    MIN_BONES,
    StageScale,
    fit_stage_scale,
    fit_stage_scales,
)


def honest(n: int, seed: int, stages: int = 9) -> tuple[np.ndarray, np.ndarray]:
    """Posteriors, and truths drawn from them: at temperature 1 nothing is to be mended."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 2, (n, stages))
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    truth = (p.cumsum(axis=1) < rng.random((n, 1))).sum(axis=1)
    return p, np.minimum(truth, stages - 1)


def normalised(p: np.ndarray) -> np.ndarray:
    return np.asarray(p / p.sum(axis=-1, keepdims=True))


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_a_known_temperature_is_found(temperature: float) -> None:
    p, truth = honest(8000, 1)
    found = fit_stage_scale(normalised(p**temperature), truth)  # too sure by this factor
    assert found.temperature == pytest.approx(temperature, rel=0.06)
    assert np.abs(found.offsets).max() < 0.2


@pytest.mark.parametrize("temperature", [0.6, 1.7])
def test_known_offsets_are_found_with_the_temperature(temperature: float) -> None:
    p, truth = honest(8000, 2)
    shift = np.array([0.0, 1.0, -0.5, 0.0, 0.3, -1.2, 0.8, 0.0, -0.4])
    biased = normalised((p * np.exp(-shift)) ** temperature)
    found = fit_stage_scale(biased, truth)
    assert found.temperature == pytest.approx(temperature, rel=0.06)
    assert np.array(found.offsets) - np.mean(found.offsets) == pytest.approx(
        shift - shift.mean(), abs=0.2
    )
    mended = normalised(biased ** (1 / found.temperature) * np.exp(found.offsets))
    right = [np.mean(one.argmax(axis=1) == truth) for one in (biased, mended, p)]
    assert right[0] + 0.03 < right[1] == pytest.approx(right[2], abs=0.01)


def test_certain_and_wrong_is_not_the_end_of_the_world() -> None:
    p, truth = honest(500, 3)
    p[0] = 0
    p[0, (truth[0] + 1) % 9] = 1.0
    found = fit_stage_scale(p, truth)
    assert found == fit_stage_scale(p[1:], truth[1:])
    assert found.temperature == pytest.approx(1.0, rel=0.25)


def test_bones_that_are_all_told_apart_keep_within_what_a_calibration_may_hold() -> None:
    truth = np.arange(900) % 9
    found = fit_stage_scale(0.1 * np.ones((900, 9)) / 9 + 0.9 * np.eye(9)[truth], truth)
    assert TEMPERATURE_RANGE[0] <= found.temperature < 0.3
    assert np.abs(found.offsets).max() < 0.01


def test_a_stage_that_a_bone_lacks_has_no_offset() -> None:
    p, truth = honest(900, 4, stages=8)
    p = np.concatenate([p, np.zeros((900, 1))], axis=1)
    assert fit_stage_scale(p, truth).offsets[8] == 0


def test_scales_go_by_bone_and_leave_out_what_is_not_rated_or_read() -> None:
    p, truth = honest(4000, 5)
    sharp = normalised(p**2)
    posterior = np.stack([p, sharp, sharp], axis=1)
    stages = np.stack([truth] * 3, axis=1)
    stages[MIN_BONES - 1 :, 2] = -1  # one too few
    posterior[:7, 1] = np.nan
    found = fit_stage_scales(posterior, stages, ("radius", "ulna", "mc1"))
    assert found["radius"].temperature == pytest.approx(1.0, rel=0.08)
    assert found["ulna"].temperature == pytest.approx(2.0, rel=0.08)
    assert found["mc1"] == StageScale(1.0, (0.0,) * 9)
