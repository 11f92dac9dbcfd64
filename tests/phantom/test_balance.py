import numpy as np
import pytest

from boneage_kp.phantom.balance import (
    MAX_OFFSET_STAGES,
    balanced_course,
    expected_shares,
    solve_course,
)
from boneage_kp.phantom.maturity import balanced_maturity
from boneage_kp.phantom.maturity_course import maturity_at
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import Sex


@pytest.mark.parametrize("sex", list(Sex))
def test_stored_shares_lie_within_half_as_much_again(sex):
    for name, share in zip(HAND.names, expected_shares(balanced_course(sex), sex), strict=True):
        relative = share * len(share)
        assert share.sum() == pytest.approx(1.0)
        assert relative.min() > 1 / 1.5 and relative.max() < 1.5, name


@pytest.mark.parametrize("sex", list(Sex))
def test_tempo_rises_and_offsets_are_bounded(sex):
    course = balanced_course(sex)
    assert (np.diff(course.tempo_years) >= 0).all()
    assert np.abs(course.offsets).max() <= MAX_OFFSET_STAGES + 1e-9
    rng = np.random.default_rng(0)
    for where in np.linspace(0, 0.999, 60):
        tempo, m = balanced_maturity(sex, float(where), 3.0 * rng.standard_normal(20))
        for name in HAND.names:
            assert abs(m[name] - maturity_at(name, sex, tempo)) <= MAX_OFFSET_STAGES + 1e-9


@pytest.mark.slow
def test_the_stored_table_is_what_the_solver_finds():
    solved, stored = solve_course(Sex.MALE), balanced_course(Sex.MALE)
    assert np.allclose(solved.tempo_years, stored.tempo_years, atol=0.002)
    assert np.allclose(solved.offsets, stored.offsets, atol=0.002)
