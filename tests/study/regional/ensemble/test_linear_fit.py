"""Non-negative least squares against cases that can be counted, and folds that leave films out."""

import numpy as np
import pytest

from boneage_kp.study.regional.ensemble.linear_fit import (
    cross_fitted,
    films_wanted,
    fitted,
    non_negative,
)

RNG = np.random.default_rng(5)
TRUTH = RNG.uniform(20, 210, 60)


def test_weights_that_made_the_truth_are_found_again() -> None:
    months = RNG.uniform(0, 200, (60, 4))
    truth = 7 + months @ [0.5, 0.0, 0.3, 0.1]
    found = fitted(months, truth, np.ones(4, bool))
    assert found.intercept_months == pytest.approx(7)
    np.testing.assert_allclose(found.weights, [0.5, 0.0, 0.3, 0.1], atol=1e-9)
    np.testing.assert_allclose(found.answer(months), truth)


def test_no_weight_falls_below_zero_and_the_rest_is_the_best_there_is() -> None:
    """A grid of all weights from 0 on finds nothing better."""
    common = RNG.normal(size=(30, 1))
    a = common + 0.3 * RNG.normal(size=(30, 2))
    b = a @ [1.4, -0.4] + 0.1 * RNG.normal(size=30)
    x = non_negative(a, b)
    assert (x >= 0).all() and x[1] == 0, "plain least squares would set it below 0"
    grid = np.stack(np.meshgrid(np.linspace(0, 2, 81), np.linspace(0, 2, 81)), -1).reshape(-1, 2)
    best = ((b[:, None] - a @ grid.T) ** 2).sum(axis=0).min()
    assert ((b - a @ x) ** 2).sum() <= best + 1e-9


def test_members_that_say_the_same_or_nothing_do_no_harm() -> None:
    member = TRUTH + RNG.normal(0, 5, 60)
    months = np.column_stack([member, member, np.full(60, 100.0)])
    found = fitted(months, TRUTH, np.ones(3, bool))
    assert np.isfinite(found.weights).all()
    assert sum(found.weights) == pytest.approx(1.0, abs=0.1)
    assert not np.any(non_negative(-np.ones((4, 2)), np.ones(4)))


def test_members_for_the_other_sex_get_no_weight_and_may_be_nan() -> None:
    months = np.column_stack([TRUTH + 3, np.full(60, np.nan)])
    found = fitted(months, TRUTH, np.array([True, False]))
    assert found.weights[1] == 0 and found.intercept_months == pytest.approx(-3)
    np.testing.assert_allclose(found.answer(months), TRUTH)


def test_a_film_is_answered_by_those_that_did_not_see_it() -> None:
    months = TRUTH[:, None] + RNG.normal(0, 8, (60, 5))
    every = np.ones(5, bool)
    before = cross_fitted(months, TRUTH, every)
    changed = TRUTH.copy()
    changed[7] += 500
    after = cross_fitted(months, changed, every)
    assert after[7] == before[7], "its own truth is not looked at"
    assert not np.allclose(after, before), "that of others is"
    held_out = np.abs(before - TRUTH).mean()
    seen = np.abs(fitted(months, TRUTH, every).answer(months) - TRUTH).mean()
    assert seen < held_out < np.abs(months[:, 0] - TRUTH).mean()
    assert films_wanted(2) == 10 and films_wanted(9) == 20
