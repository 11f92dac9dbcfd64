import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boneage_kp.evaluation.calibration import calibration


def test_a_value_worked_by_hand() -> None:
    # bin (0.9, 1]: 0.95 and 1.0, one right -> gap 0.475; bin (0.5, 0.6]: 0.6, right -> gap 0.4
    got = calibration(np.array([0.95, 1.0, 0.6]), np.array([True, False, True]))
    assert got.ece == pytest.approx((2 * 0.475 + 0.4) / 3)
    assert got.overconfidence == pytest.approx(0.85 - 2 / 3)
    assert [b.n for b in got.bins] == [0, 0, 0, 0, 0, 1, 0, 0, 0, 2]
    assert got.bins[0].share_right is None


def test_said_as_often_as_right_is_calibrated() -> None:
    right = np.repeat([True, True, True, False], 5)
    assert calibration(np.full(20, 0.75), right).ece == pytest.approx(0)


def test_nothing_read_has_no_calibration() -> None:
    got = calibration(np.zeros(0), np.zeros(0, bool))
    assert (got.n, got.ece, got.overconfidence) == (0, None, None)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=50))
def test_every_reading_falls_in_one_bin(said: list[tuple[float, bool]]) -> None:
    probability, right = np.array([p for p, _ in said]), np.array([r for _, r in said])
    got = calibration(probability, right)
    assert sum(b.n for b in got.bins) == len(said)
    assert got.ece is not None and 0 <= got.ece <= 1
    # the triangle inequality over bins
    assert abs(got.overconfidence or 0.0) <= got.ece + 1e-12
