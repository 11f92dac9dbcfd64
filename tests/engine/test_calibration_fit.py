"""The fits find what was put in: a known temperature, a known exponent, known quantiles."""

import numpy as np
import pytest

from boneage_kp.engine.calibration_fit import (
    MIN_BONES,
    ReadableHands,
    fit_beta,
    fit_limits,
    fit_temperature,
    fit_temperatures,
    interval_score,
)


def honest(n: int, seed: int, stages: int = 9) -> tuple[np.ndarray, np.ndarray]:
    """Posteriors, and truths drawn from them: at temperature 1 nothing is to be mended."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 2, (n, stages))
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    truth = (p.cumsum(axis=1) < rng.random((n, 1))).sum(axis=1)
    return p, np.minimum(truth, stages - 1)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_a_known_temperature_is_found(temperature: float) -> None:
    p, truth = honest(8000, 1)
    sharpened = p**temperature  # too sure by this factor, so that T undoes it
    sharpened /= sharpened.sum(axis=1, keepdims=True)
    assert fit_temperature(sharpened, truth) == pytest.approx(temperature, rel=0.06)


def test_certain_and_wrong_is_not_the_end_of_the_world() -> None:
    p, truth = honest(500, 2)
    p[0] = 0
    p[0, (truth[0] + 1) % 9] = 1.0
    assert np.isfinite(fit_temperature(p, truth))


def test_temperatures_go_by_bone_and_leave_out_what_is_not_rated_or_read() -> None:
    p, truth = honest(4000, 3)
    sharp = p**2 / (p**2).sum(axis=1, keepdims=True)
    posterior = np.stack([p, sharp, sharp], axis=1)
    stages = np.stack([truth] * 3, axis=1)
    stages[MIN_BONES - 1 :, 2] = -1  # one too few
    posterior[:7, 1] = np.nan
    found = fit_temperatures(posterior, stages, ("radius", "ulna", "mc1"))
    assert found["radius"] == pytest.approx(1.0, rel=0.08)
    assert found["ulna"] == pytest.approx(2.0, rel=0.08)
    assert found["mc1"] == 1.0


def test_beta_is_the_largest_exponent_that_covers() -> None:
    assert fit_beta(lambda beta: 0.95) == 1.0
    assert fit_beta(lambda beta: None) == 1.0
    found = fit_beta(lambda beta: 1.0501 - 0.3 * beta)
    assert found == pytest.approx(0.5, abs=0.011) and 1.0501 - 0.3 * found >= 0.9


def test_coverage_may_rise_and_fall_with_beta() -> None:
    def hill(top: float, at: float) -> float:
        return fit_beta(lambda beta: top - abs(beta - at))

    assert hill(0.95, 0.4) == pytest.approx(0.45, abs=0.011)  # flatter ones cover less again
    assert hill(0.85, 0.4) == pytest.approx(0.4)  # none is enough: the best there is


def test_the_interval_score_counts_width_and_misses() -> None:
    low, high = np.array([1.0, 1.0]), np.array([3.0, 3.0])
    assert interval_score(low, high, np.array([2.0, 2.0])) == pytest.approx(2.0)
    assert interval_score(low, high, np.array([2.0, 3.5])) == pytest.approx((2 + 2 + 20 * 0.5) / 2)


def test_limits_cost_few_readable_hands() -> None:
    rng = np.random.default_rng(5)
    n = 4000
    least = rng.uniform(0.2, 0.9, n)
    hands = ReadableHands(
        least_confidence=least,
        median_confidence=np.maximum(least, 0.6),
        layout=rng.uniform(0.4, 1.6, n),
        view_share=rng.uniform(0.3, 0.8, n),
        contrast=rng.uniform(20, 200, n),
        bright=rng.uniform(35, 255, n),
    )
    limits = fit_limits(hands)
    assert (hands.layout > limits["layout_review"]).mean() == pytest.approx(0.01, abs=2e-3)
    assert limits["layout_reject"] == pytest.approx(1.9 * limits["layout_review"], rel=1e-3)
    # What rejects a hand lies far from all that were read.
    assert limits["min_median_confidence"] == pytest.approx(0.6 / 1.9, rel=1e-3)
    assert (least < limits["found_confidence"]).mean() <= 0.0015
    assert (least < limits["sure_confidence"]).mean() == pytest.approx(0.01, abs=2e-3)
    for name, values in (("min_contrast", hands.contrast), ("min_bright", hands.bright)):
        assert (values < limits[name]).mean() == pytest.approx(0.01, abs=2e-3)
    assert set(limits).isdisjoint({"min_length_px", "review_length_px"})
