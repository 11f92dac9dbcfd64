"""Things in the beam and on the film, over one plain hand: a palm, a forearm and a finger."""

import numpy as np
import pytest

from boneage_kp.phantom import burned, collimation, objects, readout
from boneage_kp.phantom.clutter import with_clutter
from boneage_kp.phantom.collimation import Field
from boneage_kp.phantom.film_parameters import FilmParameters, Roll
from boneage_kp.phantom.markers import add_side_marker
from boneage_kp.phantom.neighbour import add_neighbour
from boneage_kp.phantom.parts import PathMaps
from boneage_kp.phantom.placement import Scene, box_polygon

H, W = 300, 260
BOX = (80.0, 40.0, 180.0, 250.0)


def roll(seed=0, strength=1.0):
    return Roll(np.random.default_rng(seed), strength)


@pytest.fixture
def scene():
    paths = PathMaps.empty((H, W))
    paths.soft_mm[140:, 95:165] = 20.0
    paths.soft_mm[45:140, 120:140] = 12.0
    paths.cortical_mm[60:120, 126:134] = 2.0
    paths.cortical_mm[220:, 110:125] = 2.0
    return Scene(paths, 0.7, BOX)


@pytest.mark.parametrize("side", ["left", "right"])
def test_side_markers_name_the_hands_own_side(scene, side):
    own = Scene(scene.paths, scene.spacing_mm, scene.hand_box_px, side)
    metal = np.zeros((H, W), np.float32)
    found = [add_side_marker(own, metal, roll(seed)) for seed in range(60)]
    letters = [marker["letter"] for marker in found if marker]
    assert len(letters) > 40
    assert letters.count(side[0].upper()) >= 0.9 * len(letters)


def test_a_ghost_is_the_same_hand_elsewhere(scene):
    light = np.ones((H, W), np.float32)
    light[100:160, 90:150] = 0.3
    ghost = collimation.moved(light, scene, roll(3))
    assert ghost.shape == light.shape and ghost.min() == pytest.approx(0.3, abs=0.05)
    assert np.abs(ghost - light).max() > 0.5
    assert ghost.mean() == pytest.approx(light.mean(), abs=0.02)


def nothing():
    return PathMaps.empty((H, W))


def test_field_distance_and_transmission():
    field = Field((130.0, 150.0), (50.0, 60.0, 70.0, 80.0), 0.0, 8.0, 0.05)
    distance = field.distance_px((H, W))
    assert distance[150, 79] == pytest.approx(0.5)  # pixel centre 79.5, left side at 80
    assert distance[150, 200] == pytest.approx(0.5)
    assert distance[89, 130] == pytest.approx(0.5) and distance[230, 130] == pytest.approx(0.5)
    light = field.transmission(distance)
    assert light[150, 130] == 1.0 and light[5, 5] == pytest.approx(0.05)
    turned = Field((130.0, 150.0), (50.0, 60.0, 70.0, 80.0), 90.0, 8.0, 0.05)
    assert turned.distance_px((H, W))[99, 130] == pytest.approx(0.5)  # left side now looks up


@pytest.mark.parametrize("draw", [collimation.draw_collimation, collimation.draw_turned_plate])
def test_fields_hold_the_hand(scene, draw):
    for seed in range(60):
        distance = draw(scene, roll(seed)).distance_px((H, W))
        inside = np.zeros((H, W), bool)
        inside[40:250:2, 120:140] = True  # along the axis
        inside[75:215, 80:180] = True
        assert distance[inside].max() <= 0, seed


def test_markers_are_dense_beside_the_hand_and_say_where_they_are(scene):
    sides, touched = set(), []
    for seed in range(40):
        metal = np.zeros((H, W), np.float32)
        told = add_side_marker(scene, metal, roll(seed))
        if told is None:
            continue
        sides.add(told["letter"])
        assert metal.max() > 1.0
        touched.append(((metal > 1.0) & (scene.paths.soft_mm > 1)).sum() / (metal > 1.0).sum())
    assert sides == {"L", "R"} and len(touched) > 30
    assert np.mean(touched) < 0.1


def test_a_ring_sits_across_the_finger(scene):
    seated = 0
    for seed in range(6):
        to = nothing()
        if not objects.add_ring(scene, to, roll(seed)):
            continue
        seated += 1
        rows, cols = np.nonzero(to.metal > 0.3)
        assert 45 < rows.mean() < 140 and cols.mean() == pytest.approx(130, abs=5)
        assert np.ptp(cols) > np.ptp(rows)
    assert seated >= 4


def test_a_bracelet_and_a_cast_lie_on_the_forearm(scene):
    leaves, inwards = scene.forearm_exit
    assert leaves[1] > 285 and inwards[1] < -0.9
    to = nothing()
    assert objects.add_bracelet(scene, to, roll(1))
    rows, cols = np.nonzero(to.metal > 0.1)
    assert rows.mean() > 230 and cols.min() < 110 and cols.max() > 150
    assert objects.add_cast(scene, to, roll(1))
    assert to.soft_mm[290, 130] > 2.0 and to.soft_mm[50, 130] < 0.1


def test_pins_go_through_bone(scene):
    to = nothing()
    assert objects.add_pins(scene, to, roll(3))
    assert ((to.metal > 1.0) & (scene.paths.cortical_mm > 0)).any()


def test_nothing_to_pin_or_ring_on_an_empty_film():
    empty = Scene(nothing(), 0.7, BOX)
    for add in (objects.add_ring, objects.add_pins, objects.add_cast, objects.add_bracelet):
        to = nothing()
        assert add(empty, to, roll()) is False
        assert not to.metal.any() and not to.soft_mm.any()


def test_neighbours_come_from_the_border_with_bones_in_them(scene):
    came = 0
    for seed in range(12):
        to = nothing()
        if not add_neighbour(scene, to, roll(seed)):
            continue
        came += 1
        edge = np.concatenate([to.soft_mm[0], to.soft_mm[-1], to.soft_mm[:, 0], to.soft_mm[:, -1]])
        assert edge.max() > 3.0 and to.cortical_mm.max() > 1.0
        over = (to.soft_mm > 1) & (scene.paths.soft_mm > 1)
        assert over.sum() < 0.35 * (to.soft_mm > 1).sum()
    assert came >= 8


def test_clutter_leaves_the_scene_alone_and_is_lazy(scene):
    same, told = with_clutter(scene, {})
    assert same is scene.paths and told == {}
    rolls = FilmParameters.only("tubing", "lead", "support_plate").roll(np.random.default_rng(4))
    before = scene.paths.soft_mm.copy()
    changed, _ = with_clutter(scene, rolls)
    assert np.array_equal(scene.paths.soft_mm, before)
    assert (changed.soft_mm > before + 0.5).any()  # the plate


def test_share_on_hand(scene):
    on_palm = box_polygon(np.array([130.0, 200.0]), (20.0, 20.0), 15.0)
    beside = box_polygon(np.array([40.0, 60.0]), (20.0, 20.0), 15.0)
    assert scene.share_on_hand(on_palm) == 1.0
    assert scene.share_on_hand(beside) == 0.0


def test_blocks_are_black_and_off_the_hand(scene):
    for seed in range(10):
        grey = np.full((H, W), 120.0, np.float32)
        corners = burned.add_blocks(grey, scene, roll(seed))
        hand = scene.paths.soft_mm > 1
        assert ((grey < 60) & hand).sum() < 0.02 * hand.sum()
        assert bool(corners) == bool((np.abs(grey - 120) > 5).any())


def test_text_is_written_and_told(scene):
    grey = np.full((H, W), 100.0, np.float32)
    words = burned.add_burned_text(grey, scene, roll(2))
    assert words and all(words)
    assert grey.max() > 160


def test_shutter_covers_the_outside_only():
    grey = np.full((H, W), 100.0, np.float32)
    distance = Field((130.0, 150.0), (50.0,) * 4, 10.0, 4.0, 0.05).distance_px((H, W))
    told = collimation.shut(grey, distance, roll(3), 0.7)
    assert np.array_equal(grey[distance <= 0], np.full((distance <= 0).sum(), 100.0))
    assert grey[0, 0] == pytest.approx(told["grey"], abs=0.01)


def test_scan_stripes_run_along_the_film_and_salt_is_sparse():
    grey = np.full((H, W), 100.0, np.float32)
    readout.add_scan_stripes(grey, roll(1))
    assert grey.std() > 0.2
    assert min(np.ptp(grey, axis=0).max(), np.ptp(grey, axis=1).max()) < 1e-3
    grey[...] = 100.0
    readout.add_salt(grey, roll(1))
    share = (grey != 100).mean()
    assert 0 < share < 2e-3 and set(np.unique(grey)) <= {0.0, 100.0, 255.0}
