import numpy as np
import pytest

from boneage_kp.phantom import archive
from boneage_kp.phantom.archive import Anchors, Rendering
from boneage_kp.phantom.film_parameters import Roll

H, W = 96, 128


def roll(seed=0, strength=1.0):
    return Roll(np.random.default_rng(seed), strength)


def step_edge():
    depth = np.full((H, W), 0.2, np.float32)
    depth[:, W // 2 :] = 1.0
    return depth


@pytest.mark.parametrize("gamma", [0.6, 1.0, 2.8])
@pytest.mark.parametrize("toe", [0.0, 0.7])
def test_anchors_land_on_their_grey_and_the_curve_never_falls(gamma, toe):
    rendering = Rendering(12.0, 220.0, gamma, toe)
    depth = np.linspace(-0.5, 3.0, H * W, dtype=np.float32).reshape(H, W)
    depth[0, 0], depth[0, 1] = 0.2, 1.1
    grey = rendering.grey(depth, Anchors(0.2, 1.1))
    assert grey[0, 0] == pytest.approx(12.0, abs=0.2)
    assert grey[0, 1] == pytest.approx(220.0, abs=0.3)
    assert np.diff(grey.ravel()[2:]).min() >= 0


def test_anchors_look_past_metal_and_the_unlit():
    depth = step_edge()
    depth[:10] = 6.0  # outside the field
    depth[40:60, 70:90] = 4.0
    metal = (depth == 4.0).astype(np.float32)
    found = archive.anchors(depth, depth < 5, metal, (20.0, 20.0, 120.0, 90.0))
    assert (found.ground, found.bone) == pytest.approx((0.2, 1.0))


def test_unsharp_overshoots_at_edges_and_leaves_flat_ground():
    sharpened = archive.unsharp(step_edge(), 0.3, roll(2))
    assert sharpened[:, W // 2].max() > 1.02 and sharpened[:, W // 2 - 1].min() < 0.18
    flat = np.full((H, W), 0.7, np.float32)
    assert archive.unsharp(flat, 0.3, roll(2)) == pytest.approx(flat, abs=1e-5)


def test_equalisation_narrows_the_range_of_slow_changes():
    ramp = np.linspace(0, 2, W, dtype=np.float32)[None, :].repeat(H, 0)
    ramp = ramp.repeat(4, 0).repeat(4, 1)
    narrowed = archive.equalised(ramp, 1.0, roll(1))
    assert np.ptp(narrowed) < 0.9 * np.ptp(ramp)
    assert narrowed.mean() == pytest.approx(ramp.mean(), abs=0.02)


def test_window_draws_cover_the_kinds_archives_show():
    drawn = [archive.drawn_window(roll(seed), roll(seed + 500)) for seed in range(300)]
    contrast = np.array([one.bone_grey - one.ground_grey for one in drawn])
    ground = np.array([one.ground_grey for one in drawn])
    assert (contrast > 17).all()
    assert 0.05 < (contrast < 45).mean() < 0.25
    assert (ground < -5).any() and (ground > 120).any()
    assert archive.drawn_window(None, None) == Rendering()


@pytest.mark.parametrize("seed", range(5))
def test_low_resolution_blurs_in_place(seed):
    image = np.zeros((H, W), np.float32)
    image[40:48, 60:72] = 200.0
    coarse = archive.low_resolution(image, roll(seed))
    y, x = np.indices(image.shape)
    total = coarse.sum()
    assert (coarse * x).sum() / total == pytest.approx(65.5, abs=0.35)
    assert (coarse * y).sum() / total == pytest.approx(43.5, abs=0.35)
    assert not np.array_equal(coarse, image)


def test_jpeg_errs_more_at_higher_strength_and_keeps_kind():
    image = np.random.default_rng(0).integers(0, 256, (H, W), dtype=np.uint8)
    errors = [
        np.mean(
            [np.abs(archive.jpeg(image, roll(s, k)).astype(int) - image).mean() for s in range(6)]
        )
        for k in (0.1, 1.0)
    ]
    assert errors[0] < errors[1]
    assert archive.jpeg(image, roll()).dtype == np.uint8


def test_few_levels_leaves_few():
    ramp = np.linspace(0, 255, H * W, dtype=np.float32).reshape(H, W)
    assert len(np.unique(archive.few_levels(ramp, roll()))) < 129


def _hand_of_levels(ground, soft, low_bone, high_bone):
    """A film (grey levels before clipping) with a hand in its middle, and the hand's paths."""
    grey = np.full((H, W), ground, np.float32)
    soft_mm, bone_mm = np.zeros_like(grey), np.zeros_like(grey)
    soft_mm[10:90, 20:110], grey[10:90, 20:110] = 20.0, soft
    bone_mm[20:80, 40:90] = 3.0
    grey[20:80, 40:90] = np.linspace(low_bone, high_bone, 50)
    return grey, bone_mm, soft_mm


@pytest.mark.parametrize(
    "levels",
    [(200, 250, 262, 330), (-140, -90, -60, -20), (120, 128, 129, 132), (0, 90, 120, 700)],
)
def test_no_window_clips_the_bones_away(levels):
    grey, bone_mm, soft_mm = _hand_of_levels(*levels)
    legible = np.clip(archive.legible(grey, bone_mm, soft_mm, None), 0, 255)
    on_bone = legible[bone_mm > 0]
    assert ((on_bone <= 0) | (on_bone >= 255)).mean() < 0.11
    assert np.percentile(on_bone, 95) - np.percentile(legible[soft_mm > 0], 10) > 18.0
    assert np.all(np.diff(legible[30, 40:90]) >= 0)


def test_a_good_window_is_left_alone_whatever_lies_outside_the_field():
    grey, bone_mm, soft_mm = _hand_of_levels(10, 90, 120, 220)
    assert archive.legible(grey, bone_mm, soft_mm, None) is grey
    grey[60:] += 900.0
    lit = np.zeros(grey.shape, bool)
    lit[:60] = True
    assert archive.legible(grey, bone_mm, soft_mm, lit) is grey
