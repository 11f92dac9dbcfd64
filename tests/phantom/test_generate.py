from dataclasses import replace

import numpy as np
import pytest

from boneage_kp.phantom.film_parameters import Nuisance
from boneage_kp.phantom.generate import arrange, generate
from boneage_kp.phantom.parameters import PhantomParameters
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import Sex, Visibility

SMALL = PhantomParameters(size_px=160)
CLEAN = PhantomParameters(size_px=384).clean()


def points(phantom):
    xy_px, visibility = phantom.record.points_px()
    assert (visibility > 0).all()
    return xy_px


def test_a_phantom_depends_on_seed_and_index_alone():
    there = [generate(SMALL, 5, i) for i in (0, 1, 2)]
    back = {i: generate(SMALL, 5, i) for i in (2, 0, 1)}
    for i, phantom in enumerate(there):
        assert np.array_equal(phantom.image, back[i].image)
        assert phantom.record == back[i].record
    assert not np.array_equal(there[0].image, generate(SMALL, 6, 0).image)


def test_film_nuisances_move_no_point_and_change_no_person():
    noisy, clean = generate(SMALL, 3, 1), generate(
        replace(SMALL, film=SMALL.clean().film), 3, 1
    )  # fmt: skip
    assert not np.array_equal(noisy.image, clean.image)
    first, second = noisy.record.points_px()[0], clean.record.points_px()[0]
    assert np.array_equal(first, second, equal_nan=True)
    assert noisy.record.age_months == clean.record.age_months


def test_one_switch_of_the_pose_leaves_the_rest_as_it_was():
    base = arrange(SMALL, 8, 4)
    pose = replace(SMALL.pose, thumb=Nuisance(0.0))
    other = arrange(replace(SMALL, pose=pose), 8, 4)
    assert base.subject == other.subject
    assert base.anatomy.bones == other.anatomy.bones
    assert base.hand.pose.digits[3] == other.hand.pose.digits[3]
    assert base.hand.pose.digits[1] != other.hand.pose.digits[1]


def test_keypoints_follow_a_known_move_exactly():
    """The same hand, upright and turned by a known angle on the same plate."""
    wide = replace(CLEAN.pose, aspect=Nuisance(0.0))
    upright = generate(replace(CLEAN, pose=wide), 4, 2)
    mirrored = generate(replace(CLEAN, pose=replace(wide, right_hand=Nuisance(1.0))), 4, 2)
    width = upright.image.shape[1]
    moved = Affine.mirror(width)(points(upright))
    shift = points(mirrored) - moved
    assert np.abs(shift - shift[0]).max() < 1e-6
    assert (upright.record.side, mirrored.record.side) == ("left", "right")
    assert np.abs(upright.image[:, ::-1].astype(int) - mirrored.image).mean() < 1.5


def test_turning_keeps_every_distance_up_to_scale():
    upright = generate(CLEAN, 4, 2)
    turned = generate(replace(CLEAN, pose=replace(CLEAN.pose, any_turn=Nuisance(1.0))), 4, 2)
    assert abs(turned.facts["turn_deg"]) > 1
    a, b = points(upright), points(turned)
    factor = upright.record.spacing_mm / turned.record.spacing_mm
    turn = Affine.rotation(turned.facts["turn_deg"]).then(Affine.scaling(factor))
    assert np.abs((turn(a) - turn(a)[0]) - (b - b[0])).max() < 1e-6


def test_a_point_lies_where_its_growth_plate_is_drawn():
    parameters = replace(
        CLEAN, size_px=768, sampling=replace(CLEAN.sampling, tempo_years=10.0, bone_scatter=0.0)
    )
    phantom = generate(parameters, 1, 0, with_masks=True)
    for name in HAND.names:
        gap = phantom.masks[f"{name}.gap"]
        if gap.sum() < 12:  # narrower than a pixel
            continue
        x, y = phantom.record.bones[name].xy_px
        rows, cols = np.nonzero(gap)
        nearest = np.hypot(cols + 0.5 - x, rows + 0.5 - y).min()
        assert nearest < 1.5, name


def test_masks_are_named_and_exact():
    phantom = generate(CLEAN, 2, 0, with_masks=True)
    names = set(phantom.masks)
    assert {"soft", "capitate", "radius.shaft", "radius.epiphysis", "radius.gap"} <= names
    assert all(m.shape == phantom.image.shape and m.dtype == bool for m in phantom.masks.values())
    soft, shaft = phantom.masks["soft"], phantom.masks["mc3.shaft"]
    assert shaft.any() and (shaft & soft).sum() == shaft.sum()
    assert not generate(CLEAN, 2, 0).masks


def test_a_record_says_who_and_how_mature():
    fixed = replace(CLEAN.sampling, sex="F", tempo_years=9.0, bone_scatter=0.0)
    record = generate(replace(CLEAN, sampling=fixed), 1, 7).record
    assert record.sex is Sex.FEMALE and record.standard_id == "tw3_rus"
    assert record.bone_age_months == pytest.approx(108, abs=9)
    for name in HAND.names:
        label = record.bones[name]
        assert label.stage == "ABCDEFGHI"[int(label.maturity)]
    length_mm = record.hand_length_px() * record.spacing_mm
    assert 115 < length_mm < 165
    x, y, w, h = record.bbox_xywh_px
    assert record.area_px2 > 0.2 * w * h


@pytest.mark.parametrize(
    ("nuisance", "lost"),
    [("cropped_wrist", {"radius", "ulna"}), ("cropped_tips", {"dp3"})],
)
def test_bones_outside_the_film_are_absent(nuisance, lost):
    pose = replace(CLEAN.pose, **{nuisance: Nuisance(1.0, 1.5)})
    found = set()
    for index in range(12):
        record = generate(replace(CLEAN, size_px=160, pose=pose), 1, index).record
        for name, label in record.bones.items():
            inside = label.xy_px is not None
            assert inside != label.absent
            if label.absent:
                found.add(name)
                assert label.stage is None and label.visibility == Visibility.UNLABELLED
    assert lost <= found


def test_whole_hands_are_seen_unless_cropped():
    for index in range(15):
        record = generate(replace(CLEAN, size_px=160), 9, index).record
        assert not any(label.absent for label in record.bones.values())


def test_a_finger_over_its_neighbour_hides_points():
    pose = replace(CLEAN.pose, overlap=Nuisance(1.0, 1.5))
    hidden = 0
    for index in range(20):
        record = generate(replace(CLEAN, size_px=160, pose=pose), 1, index).record
        hidden += sum(b.visibility == Visibility.HIDDEN for b in record.bones.values())
    assert hidden > 0


@pytest.mark.parametrize("place", [(-1, 0), (0, -3), (1.5, 0), (True, 0)])
def test_seed_and_index_are_checked(place):
    with pytest.raises(ValueError, match="whole number from 0"):
        generate(SMALL, *place)


def test_every_size_in_range_is_drawn():
    for size in (128, 333):
        image = generate(replace(SMALL, size_px=size), 1, 1).image
        assert max(image.shape) == size and image.dtype in (np.uint8, np.uint16)
