import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boneage_kp.evaluation.kappa import quadratic_kappa

RATINGS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=40)


def counted(pairs: list[tuple[int, int]]) -> np.ndarray:
    counts = np.zeros((5, 5), int)
    for truth, read in pairs:
        counts[truth, read] += 1
    return counts


def naive(pairs: list[tuple[int, int]]) -> float | None:
    """Mean squared difference of the pairs, over that of every truth with every reading."""
    seen = sum((a - b) ** 2 for a, b in pairs) / len(pairs)
    chance = sum((a - b) ** 2 for a, _ in pairs for _, b in pairs) / len(pairs) ** 2
    return None if chance == 0 else 1 - seen / chance


def test_a_value_worked_by_hand() -> None:
    # seen: one difference of 1 in 4; chance: truths 0011, readings 0111 -> 8 of 16 differ
    assert quadratic_kappa(counted([(0, 0), (0, 1), (1, 1), (1, 1)])) == pytest.approx(0.5)


@given(RATINGS)
def test_equals_the_naive_one_and_stays_in_bounds(pairs: list[tuple[int, int]]) -> None:
    got, wanted = quadratic_kappa(counted(pairs)), naive(pairs)
    assert (got is None) == (wanted is None)
    if got is not None:
        assert got == pytest.approx(wanted, abs=1e-9)
        assert -1 - 1e-9 <= got <= 1


@given(RATINGS)
def test_does_not_care_which_of_the_two_is_the_truth(pairs: list[tuple[int, int]]) -> None:
    got, turned = quadratic_kappa(counted(pairs)), quadratic_kappa(counted(pairs).T)
    assert got == turned or got == pytest.approx(turned, abs=1e-9)


def test_one_stage_only_has_no_kappa() -> None:
    assert quadratic_kappa(counted([(2, 2)] * 3)) is None
    assert quadratic_kappa(np.zeros((9, 9))) is None
    assert quadratic_kappa(np.diag([3, 0, 4])) == 1.0
