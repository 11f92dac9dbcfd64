"""Long bones as drawn: stages measured from masks, labels inside the gap, continuity, turning."""

import importlib.util
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boneage_kp.phantom.growth_plate import LONG_BONES, STAGE_RANGES, bone_group, plate_shape
from boneage_kp.phantom.parts import PathMaps
from boneage_kp.phantom.tubular_bone import draw_long_bone
from boneage_kp.schema.coords import Affine

_SPEC = importlib.util.spec_from_file_location(
    "bones_for_tests", Path(__file__).with_name("bones_for_tests.py")
)
bones = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(bones)

ONE_PER_GROUP = ("radius", "ulna", "mc1", "mc3", "pp1", "pp3", "mp3", "dp1", "dp3")
names = st.sampled_from(LONG_BONES)
spread = st.floats(-2.0, 2.0)


def top_of(name: str) -> float:
    return 8.0 if name == "ulna" else 9.0


def maturity_of(name: str, share: float, lowest: float = 0.0) -> float:
    return lowest + share * (top_of(name) - lowest - 1e-6)


def width_px(mask: np.ndarray) -> int:
    return int(mask.any(axis=0).sum())


def gap_px(shaft: np.ndarray, epiphysis: np.ndarray, column: int) -> float:
    """Rows of the film between epiphysis (above) and shaft (below) in the plate's middle."""
    lowest = np.flatnonzero(epiphysis[:, column]).max()
    highest = np.flatnonzero(shaft[:, column]).min()
    return float(highest - lowest - 1)


def metaphysis_px(shaft: np.ndarray, width_px_: float) -> int:
    edge = np.flatnonzero(shaft.any(axis=1)).min()
    return int(shaft[edge : edge + round(0.2 * width_px_)].sum(axis=1).max())


@pytest.mark.parametrize("name", ONE_PER_GROUP)
def test_widths_and_gaps_measured_from_masks_lie_in_the_declared_ranges(name):
    for stage, promised in STAGE_RANGES[bone_group(name)].items():
        first = float("ABCDEFGHI".index(stage))
        for m, trait in ((first + 0.02, 1.0), (first + 0.5, -1.0), (first + 0.97, 0.0)):
            _, plate = bones.draw(name, m, masks=True, epiphysis_width=trait, gap=trait)
            shaft, epiphysis = (bones.whole_mask(plate, p) for p in ("shaft", "epiphysis"))
            across = bones.PX_PER_MM * plate.metaphysis_width_mm
            metaphysis = metaphysis_px(shaft, across)
            assert metaphysis == pytest.approx(across, rel=0.03), (stage, m)
            ratio = width_px(epiphysis) / across
            slack = 2.5 / across
            assert promised.width[0] - slack <= ratio <= promised.width[1] + slack, (stage, m)
            if stage >= "D":
                gap = gap_px(shaft, epiphysis, bones.FILM_HW[1] // 2) / across
                assert promised.gap[0] - slack <= gap <= promised.gap[1] + slack, (stage, m)


@given(name=names, share=st.floats(0, 1), seed=st.integers(0, 999), wide=spread, tilt=spread)
def test_the_keypoint_lies_inside_the_gap_or_scar(name, share, seed, wide, tilt):
    m = maturity_of(name, share, lowest=1.0)
    traits = {"epiphysis_width": wide, "tilt": tilt, "wave": tilt, "gap": wide}
    _, plate = bones.draw(name, m, seed=seed, masks=True, **traits)
    column, row = np.floor(plate.keypoint_px).astype(int)
    assert bones.whole_mask(plate, "gap")[row, column]


@given(name=names, share=st.floats(0, 1), seed=st.integers(0, 999), wide=spread)
def test_the_keypoint_is_half_way_between_both_drawn_contours(name, share, seed, wide):
    m = maturity_of(name, share, lowest=3.0)
    _, plate = bones.draw(name, m, seed=seed, masks=True, epiphysis_width=wide, gap=wide)
    column = bones.FILM_HW[1] // 2
    above = np.flatnonzero(bones.whole_mask(plate, "epiphysis")[:, column]).max() + 1
    below = np.flatnonzero(bones.whole_mask(plate, "shaft")[:, column]).min()
    # Masks know whole pixels only; at 0.1 mm a pixel that is 0.5 px on either side.
    assert plate.keypoint_px[1] == pytest.approx((above + below) / 2, abs=1.01)
    assert plate.keypoint_px[0] == pytest.approx(column, abs=1e-6)


@pytest.mark.parametrize("name", LONG_BONES)
def test_stage_a_has_no_centre_and_its_keypoint_is_the_growing_edge(name):
    paths, plate = bones.draw(name, 0.99, masks=True)
    assert plate.gap_mm is None and plate.epiphysis_width_mm == 0.0
    assert not bones.whole_mask(plate, "epiphysis").any()
    assert not bones.whole_mask(plate, "gap").any()
    assert plate.keypoint_px == pytest.approx((bones.FILM_HW[1] / 2, bones.FILM_HW[0] / 2))
    beyond = bones.FILM_HW[0] // 2 - 14
    assert paths.cortical_mm[:beyond].max() + paths.trabecular_mm[:beyond].max() < 1e-3


@pytest.mark.parametrize("name", LONG_BONES)
def test_a_centre_is_just_visible_when_b_begins_and_plain_by_its_middle(name):
    def brightest(m: float) -> float:
        paths, _ = bones.draw(name, m)
        return float(paths.trabecular_mm[: bones.FILM_HW[0] // 2 - 8].max())

    assert 0.005 < brightest(1.0) < 0.2 * brightest(1.5)


@given(name=names, share=st.floats(0.001, 0.999), seed=st.integers(0, 99))
def test_the_drawing_is_continuous_in_maturity(name, share, seed):
    """Size held still, a step of 0.002 stages changes the film by a small, bounded amount."""
    m = maturity_of(name, share, lowest=0.01)
    step = 0.002 if m < top_of(name) - 0.01 else -0.002
    px_per_mm = 5.0
    bone = bones.bone_at(name, m, bones.upright(px_per_mm))
    later = type(bone)(**{**vars(bone), "maturity": m + step})
    films = []
    for each in (bone, later):
        paths = PathMaps.empty(bones.FILM_HW)
        draw_long_bone(paths, each, np.random.default_rng(seed))
        films.append(1.8 * paths.cortical_mm + 0.6 * paths.trabecular_mm)
    change = np.abs(films[0] - films[1])
    assert change.mean() < 2e-3 * films[0][films[0] > 0].mean()
    assert change.max() < 0.12 * films[0].max()


@given(name=names, share=st.floats(0, 1), angle=st.sampled_from([90, 180, 270]), flip=st.booleans())
def test_turning_and_mirroring_the_bone_turns_and_mirrors_the_drawing(name, share, angle, flip):
    m = maturity_of(name, share)
    side = 400
    upright = Affine(np.array([[6.0, 0.0, side / 2], [0.0, -6.0, side / 2]]))
    film, plate = bones.draw(name, m, upright, film_hw=(side, side))
    turn = Affine.rotation(angle, (side / 2, side / 2))
    if flip:
        turn = turn.then(Affine.mirror(side))
    turned, turned_plate = bones.draw(name, m, upright.then(turn), film_hw=(side, side))
    expected = np.rot90(film.cortical_mm, -angle // 90)
    expected = expected[:, ::-1] if flip else expected
    np.testing.assert_allclose(turned.cortical_mm, expected, atol=0.02 * expected.max())
    np.testing.assert_allclose(
        turned_plate.keypoint_px, turn(np.array(plate.keypoint_px)), atol=1e-6
    )


def test_a_shift_of_a_tenth_of_a_pixel_shifts_the_drawing_smoothly_even_where_pixels_are_coarse():
    base = Affine(np.array([[2.0, 0.0, 60.0], [0.0, -2.0, 60.0]]))
    films = []
    for i in range(11):
        paths, _ = bones.draw("pp3", 6.5, base.then(Affine.translation(0.0, 0.1 * i)))
        films.append(paths.cortical_mm + 0.3 * paths.trabecular_mm)
    steps = [np.abs(a - b).max() for a, b in zip(films, films[1:], strict=False)]
    whole = np.abs(films[0] - films[-1]).max()
    assert max(steps) < 0.3 * whole
    np.testing.assert_allclose(films[-1][1:], films[0][:-1], atol=0.05 * films[0].max())


def test_the_shaft_is_a_shell_and_not_a_flat_fill():
    paths, _ = bones.draw("mc3", 6.0)
    row = paths.cortical_mm[bones.FILM_HW[0] - 5]
    bone = np.flatnonzero(row > 0.1)
    third = len(bone) // 3
    wall, middle = row[bone].max(), row[bone[third : 2 * third]].mean()
    assert wall > 1.4 * middle > 0
    # Near the growing end spongy bone carries the picture, in the shaft the cortex does.
    end = paths.trabecular_mm[bones.FILM_HW[0] // 2 + 20, bones.FILM_HW[1] // 2 - 15 :][:30].mean()
    far = paths.trabecular_mm[bones.FILM_HW[0] - 5, bones.FILM_HW[1] // 2 - 15 :][:30].mean()
    assert end > 2.0 * far


def test_the_epiphysis_has_a_rim_and_a_grain():
    paths, plate = bones.draw("pp3", 5.5, masks=True)
    mask = bones.whole_mask(plate, "epiphysis").astype(np.uint8)
    inner = cv2.erode(mask, np.ones((13, 13))).astype(bool)
    edge = mask.astype(bool) & ~cv2.erode(mask, np.ones((7, 7))).astype(bool)
    assert paths.cortical_mm[edge].mean() > 1.3 * np.median(paths.cortical_mm[inner])
    grain = paths.trabecular_mm[inner]
    assert 0.05 < grain.std() / grain.mean() < 0.6


def test_the_gap_is_dark_before_fusion_and_filled_after_it():
    def share(m: float) -> float:
        paths, plate = bones.draw("pp3", m, masks=True)
        film = 1.8 * paths.cortical_mm + 0.6 * paths.trabecular_mm
        return (
            film[bones.whole_mask(plate, "gap")].mean()
            / film[bones.whole_mask(plate, "epiphysis")].mean()
        )

    assert share(5.0) < 0.5
    assert share(5.0) < share(7.5) < share(8.6)
    assert share(8.6) > 0.85


@given(name=names, share=st.floats(0, 1), seed=st.integers(0, 999))
def test_masks_agree_with_the_drawn_maps(name, share, seed):
    m = maturity_of(name, share)
    paths, plate = bones.draw(name, m, seed=seed, masks=True)
    drawn = paths.cortical_mm + paths.trabecular_mm
    inside = bones.whole_mask(plate, "shaft") | bones.whole_mask(plate, "epiphysis")
    inside |= bones.whole_mask(plate, "gap")
    reached = cv2.dilate(inside.astype(np.uint8), np.ones((9, 9))).astype(bool)
    assert drawn[~reached].max(initial=0.0) < 0.05 * drawn.max()
    core = cv2.erode(bones.whole_mask(plate, "shaft").astype(np.uint8), np.ones((9, 9)))
    assert drawn[core.astype(bool)].min() > 0


def test_one_seed_draws_one_picture_and_takes_the_same_numbers_at_every_maturity():
    one, _ = bones.draw("radius", 6.3, seed=9)
    two, _ = bones.draw("radius", 6.3, seed=9)
    other, _ = bones.draw("radius", 6.3, seed=10)
    np.testing.assert_array_equal(one.trabecular_mm, two.trabecular_mm)
    assert np.abs(one.trabecular_mm - other.trabecular_mm).max() > 0.1
    after = []
    for name, m in (("radius", 0.2), ("ulna", 7.7), ("pp3", 7.4)):
        rng = np.random.default_rng(4)
        draw_long_bone(PathMaps.empty((50, 50)), bones.bone_at(name, m, bones.upright()), rng)
        after.append(rng.random())
    assert len(set(after)) == 1


def test_bones_may_lie_partly_or_wholly_outside_the_film():
    far_off = bones.upright().then(Affine.translation(5000.0, 0.0))
    paths, plate = bones.draw("mc3", 6.0, far_off, masks=True)
    assert paths.cortical_mm.max() == 0.0
    assert plate.masks["shaft"][2].size == 0
    assert plate.keypoint_px[0] > 5000
    half = bones.upright().then(Affine.translation(200.0, 0.0))
    paths, _ = bones.draw("mc3", 6.0, half)
    assert paths.cortical_mm[:, -1].max() > 0


def test_soft_tissue_is_cast_only_when_asked():
    bone = bones.bone_at("dp3", 6.0, bones.upright())
    for cast in (False, True):
        paths = PathMaps.empty(bones.FILM_HW)
        draw_long_bone(paths, bone, np.random.default_rng(0), cast_soft=cast)
        assert bool(paths.soft_mm.max() > 0) is cast
        assert paths.cortical_mm.dtype == np.float32


def test_features_of_late_stages_brighten_where_the_definitions_put_them():
    """Lengthwise lines of a metacarpal's F lie inside its outline, left and right."""
    row = bones.FILM_HW[0] // 2 - 40

    def profile(m: float) -> np.ndarray:
        bone = bones.bone_at("mc3", 5.5, bones.upright())
        paths = PathMaps.empty(bones.FILM_HW)
        later = type(bone)(**{**vars(bone), "maturity": m})
        draw_long_bone(paths, later, np.random.default_rng(1))
        return paths.cortical_mm[row - 8 : row + 8].mean(axis=0)

    gained = profile(5.6) - profile(4.8)
    half = bones.FILM_HW[1] // 2
    ulnar, radial = gained[:half], gained[half:]
    reach = 0.5 * plate_shape("mc3", 5.6).width * 12 * bones.PX_PER_MM
    for side in (ulnar, radial):
        assert side.max() > 0.2
    assert 0.3 * reach < half - int(ulnar.argmax()) < 1.1 * reach
    assert 0.3 * reach < int(radial.argmax()) < 1.1 * reach
