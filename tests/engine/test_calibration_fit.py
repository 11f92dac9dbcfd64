"""The fits find what was put in: a known exponent, known quantiles."""

import numpy as np
import pytest

from boneage_kp.engine.calibration_fit import (
    ReadableHands,
    fit_beta,
    fit_limits,
    interval_score,
)


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


def test_where_none_is_enough_the_last_few_hands_are_not_bought_with_width() -> None:
    def slow(beta: float) -> float:
        return 0.89 - 0.1 * beta

    assert fit_beta(slow) == 0.05
    assert fit_beta(slow, slack=0.01) == pytest.approx(0.15, abs=0.011)
    assert fit_beta(lambda beta: 0.91 - 0.1 * beta, slack=0.01) == pytest.approx(0.1, abs=0.011)


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
