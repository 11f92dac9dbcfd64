from dataclasses import replace

import numpy as np

from boneage_kp.phantom.film_parameters import Nuisance
from boneage_kp.phantom.framing import frame_hand
from boneage_kp.phantom.parameters import AnatomyParameters
from boneage_kp.phantom.parts import PathMaps
from boneage_kp.phantom.pseudoepiphysis import add_pseudoepiphysis
from boneage_kp.phantom.soft_pieces import finger_radius_mm, tip_mm
from boneage_kp.phantom.soft_tissue import add_soft_tissue
from tests.phantom.hands_for_tests import hand

RNG = np.random.default_rng


def body(size_px=512, rolls=None, age=10.0):
    laid, _ = hand(age=age)
    framing = frame_hand(laid, size_px, {})
    soft = np.zeros(framing.size_hw, np.float32)
    inside = add_soft_tissue(soft, laid, framing.hand_to_film, rolls or {}, RNG(0))
    return laid, framing, soft, inside


def pixel(framing, xy_mm):
    x, y = framing.hand_to_film(xy_mm)
    return int(y), int(x)


def test_fingers_are_round_and_as_thick_as_they_are_broad():
    laid, framing, soft, _ = body()
    bone = laid.bones["mp3"]
    middle = 0.5 * (bone.start_mm + bone.end_mm)
    radius = finger_radius_mm(laid, 3)
    across = np.array([bone.along[1], -bone.along[0]])
    centre = soft[pixel(framing, middle)]
    side = soft[pixel(framing, middle + 0.8 * radius * across)]
    outside = soft[pixel(framing, middle + 1.25 * radius * across)]
    assert 1.2 * radius < centre < 2.1 * radius
    assert 0.3 * centre < side < 0.9 * centre
    assert outside == 0.0


def test_tissue_covers_every_bone_and_ends_beyond_the_tips():
    laid, framing, soft, inside = body()
    for name, bone in laid.bones.items():
        if name in ("radius", "ulna"):
            continue
        assert inside[pixel(framing, 0.5 * (bone.start_mm + bone.end_mm))], name
    tip = tip_mm(laid, 3)
    along = laid.bones["dp3"].along
    assert inside[pixel(framing, tip - 1.5 * along)]
    assert not inside[pixel(framing, tip + 3.0 * along)]


def test_palm_and_wrist_are_thicker_than_fingers():
    laid, framing, soft, _ = body()
    palm = soft[pixel(framing, 0.5 * laid.bones["mc3"].end_mm)]
    finger = soft[pixel(framing, laid.bones["mp3"].start_mm)]
    assert palm > 1.3 * finger
    assert soft[pixel(framing, laid.wrist_mm)] > palm


def test_the_body_is_the_same_at_any_size():
    _, small_frame, small, small_in = body(256)
    _, large_frame, large, large_in = body(1024)
    area = [
        i.sum() * f.spacing_mm**2 for i, f in ((small_in, small_frame), (large_in, large_frame))
    ]
    assert abs(area[0] / area[1] - 1) < 0.01
    assert abs(small[small > 0].mean() / large[large > 0].mean() - 1) < 0.03


def test_toddlers_wrists_are_padded():
    """The forearm's breadth beside the palm's: nearly as wide in toddlers, not later."""

    def over_palm(age):
        laid, framing, soft, _ = body(age=age)
        across = np.array([laid.forearm_along[1], -laid.forearm_along[0]])
        place = laid.wrist_mm + laid.forearm_along * 0.3 * laid.anatomy.hand_length_mm
        steps = np.linspace(-0.4, 0.4, 400) * laid.anatomy.hand_length_mm
        inside = [soft[pixel(framing, place + s * across)] > 1.0 for s in steps]
        return np.mean(inside) * 0.8 * laid.anatomy.hand_length_mm / laid.anatomy.hand_breadth_mm

    assert over_palm(2.0) > 1.12 * over_palm(12.0)


def test_a_thenar_fold_is_a_bow_between_thumb_and_index():
    laid, framing, plain, _ = body()
    rolls = AnatomyParameters(thenar_fold=_on()).roll(RNG(3))
    _, _, folded, _ = body(rolls={"thenar_fold": rolls["thenar_fold"]})
    change = folded - plain
    assert change.min() >= 0.0 and 0.3 < change.max() < 8.0
    rows, cols = np.nonzero(change > 0.5 * change.max())
    to_hand = framing.hand_to_film.inverse()
    middle = to_hand(np.column_stack([cols, rows])).mean(axis=0)
    assert laid.bones["mc3"].start_mm[0] < middle[0] < laid.bones["pp1"].end_mm[0]
    assert laid.wrist_mm[1] < middle[1] < laid.bones["mc2"].end_mm[1]


def test_folds_and_texture_change_little_and_never_below_nothing():
    rolls = AnatomyParameters(skin_folds=_on(), soft_texture=_on()).roll(RNG(3))
    _, _, plain, _ = body()
    _, _, textured, _ = body(rolls=rolls)
    assert textured.min() >= 0.0
    change = np.abs(textured - plain)[plain > 3]
    assert 0.0 < change.mean() < 0.06 * plain[plain > 3].mean()


def test_a_false_plate_is_a_dark_cleft_at_the_far_end():
    laid, _ = hand(age=8.0)
    framing = frame_hand(laid, 800, {})
    bones = {
        n: _placed(b.bone, framing.hand_to_film) for n, b in laid.bones.items() if n[:2] == "mc"
    }
    for seed in range(4):
        paths = PathMaps.empty(framing.size_hw)
        paths.cortical_mm[:] = 1.0
        rolls = AnatomyParameters(pseudoepiphysis=_on()).roll(RNG(seed))
        name = add_pseudoepiphysis(paths, bones, rolls)
        assert name in ("mc1", "mc2", "mc5")
        rows, cols = np.nonzero(paths.cortical_mm < 0.9)
        u, v = bones[name].to_film.inverse()(np.column_stack([cols + 0.5, rows + 0.5])).T
        assert len(v) > 10 and v.max() < -0.6 * bones[name].length_mm
        assert 0.3 < paths.cortical_mm.min() < 0.8
    assert add_pseudoepiphysis(paths, bones, {}) is None


def _on():
    return Nuisance(1.0)


def _placed(bone, hand_to_film):
    return replace(bone, to_film=bone.to_film.then(hand_to_film))
