import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boneage_kp.schema.coords import Affine
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.layout import TEMPLATE, hand_length_px


def _posed(scale: float, degrees: float, mirrored: bool) -> np.ndarray:
    points = np.array([TEMPLATE[name] for name in HAND.names])
    unit = np.hypot(*(points[HAND.index_of("dp3")] - points[HAND.index_of("radius")]))
    pose = Affine.scaling(scale * (-1 if mirrored else 1), scale).then(Affine.rotation(degrees))
    return pose.then(Affine.translation(300.0, 80.0))(points / unit)


def test_length_is_radius_to_dp3_when_both_are_there():
    xy_px = np.zeros((13, 2))
    xy_px[HAND.index_of("radius")] = (100.0, 900.0)
    xy_px[HAND.index_of("dp3")] = (400.0, 500.0)
    assert hand_length_px(xy_px, np.ones(13, bool)) == pytest.approx(500.0)


@given(
    st.floats(20, 3000),
    st.floats(-180, 180),
    st.booleans(),
    st.sets(st.integers(0, 12), min_size=2),
)
def test_the_template_gives_the_length_from_any_two_points(scale, degrees, mirrored, chosen):
    known = np.isin(np.arange(13), list(chosen))
    length = hand_length_px(_posed(scale, degrees, mirrored), known)
    assert length == pytest.approx(scale, rel=1e-6)


@pytest.mark.parametrize("chosen", [[], [4]])
def test_fewer_than_two_points_give_no_length(chosen):
    assert hand_length_px(_posed(100, 0, False), np.isin(np.arange(13), chosen)) is None


def test_points_on_top_of_each_other_give_no_length():
    assert hand_length_px(np.zeros((13, 2)), np.ones(13, bool)) is None
