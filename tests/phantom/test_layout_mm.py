import numpy as np
import pytest

from boneage_kp.phantom.growth_plate import plate_slab
from boneage_kp.phantom.parameters import PoseParameters
from boneage_kp.phantom.pose import Digit, Pose, draw_pose
from tests.phantom.hands_for_tests import hand, neutral


def test_bones_join_end_to_end_at_their_full_lengths():
    laid, _ = hand()
    for ray in (2, 3, 4, 5):
        chain = [laid.bones[f"{kind}{ray}"] for kind in ("mc", "pp", "mp", "dp")]
        for before, after in zip(chain, chain[1:], strict=False):
            assert np.array_equal(before.end_mm, after.start_mm)
    for name in ("mc2", "mc3", "pp3", "mp5", "dp1"):
        bone = laid.bones[name]
        length = np.hypot(*(bone.end_mm - bone.start_mm))
        assert length == pytest.approx(laid.anatomy.bones[name].full_mm, abs=1e-9)


def test_the_growing_edge_lies_a_slab_from_its_joint():
    laid, subject = hand()
    for name, at_end in (("mc3", True), ("mc1", False), ("pp3", False), ("dp5", False)):
        bone = laid.bones[name]
        edge = bone.bone.to_film(np.zeros(2))
        joint = bone.end_mm if at_end else bone.start_mm
        slab = plate_slab(name, subject.maturity[name])
        width = laid.anatomy.bones[name].metaphysis_width_mm
        assert np.hypot(*(edge - joint)) == pytest.approx(slab * width)
        outwards = bone.bone.to_film(np.array([0.0, 1.0])) - edge
        assert outwards @ (joint - edge) > 0
        radial = bone.bone.to_film(np.array([1.0, 0.0])) - edge
        assert radial[0] > 0


def test_flexion_shortens_and_moves_what_follows():
    straight, _ = hand()
    digits = dict(neutral().digits)
    digits[3] = Digit(digits[3].axes_deg, (0.0, 0.0, 50.0, 0.0))
    bent, _ = hand(Pose(digits))
    assert bent.bones["mp3"].bone.length_mm < 0.75 * straight.bones["mp3"].bone.length_mm
    assert bent.bones["dp3"].end_mm[1] < straight.bones["dp3"].end_mm[1] - 3
    assert np.array_equal(bent.bones["dp2"].end_mm, straight.bones["dp2"].end_mm)


def test_radial_deviation_swings_the_forearm_towards_the_thumb():
    digits = neutral().digits
    radial, _ = hand(Pose(digits, wrist_deg=15.0))
    ulnar, _ = hand(Pose(digits, wrist_deg=-15.0))
    assert radial.bones["radius"].start_mm[0] > 20 > -20 > ulnar.bones["radius"].start_mm[0]
    assert radial.forearm_along[0] > 0.2


def test_the_layout_is_that_of_a_hand():
    """Distances along and across, in hand lengths, of a ten-year-old lying flat."""
    laid, _ = hand()
    length = laid.anatomy.hand_length_mm
    radius = laid.bones["radius"].end_mm
    place = {n: (b.end_mm - radius) / length for n, b in laid.bones.items()}
    assert place["dp3"][1] == pytest.approx(1.12, abs=0.06)
    assert place["mc3"][1] == pytest.approx(0.60, abs=0.05)
    assert place["mc5"][0] < place["mc4"][0] < place["mc3"][0] < place["mc2"][0]
    assert place["ulna"][0] < -0.1 and place["mc1"][0] > 0.2


def test_poses_vary_and_stay_possible():
    rng = np.random.default_rng(1)
    poses = [draw_pose(PoseParameters().roll(rng)) for _ in range(300)]
    thumbs = [p.digits[1].axes_deg[0] for p in poses]
    assert min(thumbs) >= 20 and max(thumbs) <= 60 and np.std(thumbs) > 4
    assert max(abs(p.wrist_deg) for p in poses) > 10
    gaps = [p.digits[2].axes_deg[1] - p.digits[5].axes_deg[1] for p in poses]
    assert max(gaps) > 45 and np.median(gaps) > 15
    assert any(p.over for p in poses)
