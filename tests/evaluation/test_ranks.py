import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boneage_kp.evaluation.ranks import ranks, spearman


def test_ties_share_their_mean_rank() -> None:
    assert ranks(np.array([30, 10, 30, 20])).tolist() == [3.5, 1, 3.5, 2]


@given(st.lists(st.integers(0, 9), min_size=3, max_size=30))
def test_bounds_and_monotone_maps(values: list[int]) -> None:
    a = np.array(values, float)
    if len(set(values)) == 1:
        assert spearman(a, a) is None
        return
    assert spearman(a, a**3 + 2) == pytest.approx(1)
    assert spearman(a, -a) == pytest.approx(-1)
    other = spearman(a, np.arange(len(a), dtype=float))
    assert other is not None and -1 - 1e-9 <= other <= 1 + 1e-9


def test_two_pairs_are_no_correlation() -> None:
    assert spearman(np.array([1.0, 2.0]), np.array([1.0, 2.0])) is None
