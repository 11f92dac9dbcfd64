"""Far ends: bones keep their length, forms come with growth, and each base has its own marks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boneage_kp.phantom.far_end import far_contour, far_end, formed_share, line_levels
from boneage_kp.phantom.growth_plate import LONG_BONES
from boneage_kp.phantom.parts import LongBone
from boneage_kp.schema.coords import Affine

WITH_FAR_END = [n for n in LONG_BONES if n not in ("radius", "ulna")]
U_MM = np.linspace(-5.5, 5.5, 221, dtype=np.float32)[None, :]


def bone(name: str, m: float, **traits: float) -> LongBone:
    return LongBone(name, m, 44.0, 8.0, 14.0, 11.0, 1.5, 1.05, Affine.identity(), traits)


def depth_at(name: str, s: float, m: float = 7.0) -> float:
    """How far a place of the contour lies behind a straight cut, in far widths."""
    level = far_contour(bone(name, m), np.array([[5.5 * s]], np.float32))
    return (float(level[0, 0]) + 44.0) / 11.0


@pytest.mark.parametrize("name", WITH_FAR_END)
def test_the_tip_lies_at_the_length_asked_for(name):
    for m in (0.5, 3.0, 8.5):
        contour = far_contour(bone(name, m), U_MM)
        assert contour.min() == pytest.approx(-44.0, abs=0.14 * 11.0)
        assert np.isfinite(contour).all()


@given(name=st.sampled_from(WITH_FAR_END), m=st.floats(0.0, 8.9), trait=st.floats(-2, 2))
def test_contours_change_continuously_with_maturity(name, m, trait):
    now, later = (far_contour(bone(name, x, far_tilt=trait), U_MM) for x in (m, m + 0.01))
    assert np.abs(now - later).max() < 0.02


def test_metacarpal_bases_have_their_own_marks():
    assert depth_at("mc2", 0.1) > depth_at("mc2", -0.6) + 0.05  # forked
    assert depth_at("mc3", 0.75) < depth_at("mc3", -0.75) - 0.05  # styloid at the thumb's side
    assert depth_at("mc5", -0.7) > depth_at("mc5", 0.7) + 0.08  # slopes off to the little finger
    assert far_end("mc5").side < 0


@pytest.mark.parametrize("name", ["pp3", "mp4"])
def test_heads_of_phalanges_are_balls_first_and_pulleys_later(name):
    notch = [depth_at(name, 0.0, m) - depth_at(name, 0.35, m) for m in (1.0, 7.0)]
    assert notch[0] < 0.0 < notch[1]
    assert formed_share(name, 1.0) == 0.0 and formed_share(name, 7.0) == 1.0
    assert formed_share("mc2", 4.0) < formed_share(name, 4.0)


def test_lines_of_a_joint_lie_inside_the_bone_and_only_within_their_reach():
    pulley = bone("pp3", 7.0)
    contour = far_contour(pulley, U_MM)
    for line in far_end("pp3").lines:
        level, weight = line_levels(pulley, line, contour, U_MM)
        assert (level >= contour).all()
        assert weight.max() > 0 and weight[0, [0, -1]].max() == 0.0
