import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boneage_kp.evaluation.spread import pck, quantile, spread

ERRORS = st.lists(st.floats(0, 1) | st.just(np.inf), min_size=1, max_size=40)


def test_a_miss_is_an_infinite_error_that_only_the_mean_leaves_out() -> None:
    got = spread(np.array([1.0, 3.0, np.inf, np.nan]))
    assert (got.n, got.missed, got.mean_found, got.median) == (3, 1, 2.0, 3.0)
    assert got.p95 == np.inf
    assert got.p95_found == pytest.approx(2.9)
    assert got.missed_share == pytest.approx(1 / 3)


def test_nothing_to_measure_is_none_and_not_zero() -> None:
    got = spread(np.array([np.nan]))
    assert (got.n, got.median, got.mean_found, got.missed_share) == (0, None, None, None)
    assert pck(np.array([np.nan]), (0.1,)) == {0.1: None}


def test_all_missed_is_infinite_at_every_quantile() -> None:
    got = spread(np.full(4, np.inf))
    assert (got.median, got.p95, got.mean_found, got.p95_found) == (np.inf, np.inf, None, None)


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=30), st.floats(0, 1))
def test_quantile_is_numpys_where_all_is_finite(values: list[float], share: float) -> None:
    assert quantile(np.array(values), share) == pytest.approx(
        float(np.quantile(values, share)), abs=1e-9
    )


@given(ERRORS, st.randoms(use_true_random=False))
def test_order_does_not_matter(errors: list[float], random: object) -> None:
    mixed = list(errors)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    before, after = spread(np.array(errors)), spread(np.array(mixed))
    assert (before.n, before.missed, before.median, before.p95) == (
        after.n,
        after.missed,
        after.median,
        after.p95,
    )


@given(ERRORS, st.floats(0, 1))
def test_one_more_miss_never_raises_the_share_within_a_radius(
    errors: list[float], radius: float
) -> None:
    before = pck(np.array(errors), (radius,))[radius]
    after = pck(np.array([*errors, np.inf]), (radius,))[radius]
    assert before is not None and after is not None and after <= before
