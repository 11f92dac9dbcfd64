"""What each stage adds, bone by bone (TW stage descriptions), on the contours that are drawn."""

import numpy as np
import pytest

from boneage_kp.phantom.growth_plate import plate_shape
from boneage_kp.phantom.growth_plate.curves import PlateCurves, plate_curves

WIDTH_MM = 14.0
U_MM = np.linspace(-9.0, 9.0, 721, dtype=np.float32)[None, :]


def curves_at(name: str, m: float) -> PlateCurves:
    return plate_curves(plate_shape(name, m), WIDTH_MM, U_MM, 1.2)


def articular(name: str, m: float, *places: float) -> np.ndarray:
    """Height of the joint's contour in W at places s across the epiphysis."""
    curves = curves_at(name, m)
    return np.interp(places, curves.s[0], curves.articular_mm[0]) / WIDTH_MM


def thickness(name: str, m: float, *places: float) -> np.ndarray:
    curves = curves_at(name, m)
    thick = (curves.articular_mm - curves.facing_mm)[0]
    return np.interp(places, curves.s[0], thick) / WIDTH_MM


def line_weight(name: str, m: float, kind: str) -> float:
    return sum(line.weight for line in plate_shape(name, m).lines if line.kind == kind)


@pytest.mark.parametrize("name", ["radius", "ulna", "mc1", "mc3", "pp1", "pp3", "mp3", "dp1"])
def test_b_is_fuzzy_and_c_has_an_outline(name):
    assert plate_shape(name, 1.5).fuzz == 1.0
    assert plate_shape(name, 2.5).fuzz == 0.0
    assert plate_shape(name, 0.5).presence == 0.0


def test_radius_d_is_a_wedge_thick_on_the_thumbs_side():
    ulnar, radial = thickness("radius", 3.5, -0.7, 0.7)
    assert radial > 1.7 * ulnar


def test_radius_e_draws_a_line_inside_the_joints_edge():
    assert line_weight("radius", 3.8, "articular") == 0.0 < line_weight("radius", 4.5, "articular")


def test_radius_f_follows_the_metaphysis_under_a_dense_band():
    assert plate_shape("radius", 4.8).band == 0.0 < plate_shape("radius", 5.5).band

    def unevenness(m: float) -> float:
        curves = curves_at("radius", m)
        over = np.abs(curves.x) < 0.8
        return float((curves.facing_mm - curves.edge_mm)[over].std())

    assert unevenness(5.5) < 0.6 * unevenness(3.5)


def test_radius_g_has_two_facets_that_meet_in_a_hump():
    lunate, hump, scaphoid = articular("radius", 6.5, -0.36, -0.12, 0.12)
    assert hump > 0.5 * (lunate + scaphoid) + 0.004
    before = articular("radius", 5.8, -0.36, -0.12, 0.12)
    assert before[1] == pytest.approx(0.5 * (before[0] + before[2]), abs=0.004)
    assert line_weight("radius", 6.5, "lengthwise") > 0.0  # double contour on the ulnar side


def test_ulna_d_is_a_wedge_pointing_to_the_radius_and_much_wider_than_tall():
    ulnar, radial = thickness("ulna", 3.5, -0.7, 0.7)
    assert ulnar > 1.15 * radial
    shape = plate_shape("ulna", 3.5)
    assert shape.width > 2.0 * shape.height


def test_the_ulnas_styloid_buds_at_e_and_is_set_off_at_f():
    def rise(m: float) -> float:
        styloid, beside = articular("ulna", m, -0.8, -0.3)
        return float(styloid - beside)

    assert rise(4.5) > rise(3.8) + 0.03
    assert rise(5.6) > rise(4.5) + 0.03
    assert line_weight("ulna", 4.8, "lengthwise") == 0.0 < line_weight("ulna", 5.5, "lengthwise")


def test_ulna_g_overlaps_the_metaphysis_in_the_middle_third():
    assert plate_shape("ulna", 5.8).overlap_middle == 0.0
    assert plate_shape("ulna", 6.5).overlap_middle > 0.4


@pytest.mark.parametrize(("name", "m"), [("mc1", 4.5), ("pp3", 4.5), ("pp1", 4.5)])
def test_the_joints_edge_is_hollow_from_e(name, m):
    ulnar, middle, radial = articular(name, m, -0.8, 0.08, 0.8)
    assert middle < 0.5 * (ulnar + radial) - 0.01
    before = articular(name, m - 0.8, -0.8, 0.08, 0.8)
    assert before[1] > 0.5 * (before[0] + before[2]) - 0.005


def test_first_metacarpal_shows_two_joint_contours_from_f():
    assert line_weight("mc1", 4.8, "articular") == 0.0 < line_weight("mc1", 5.5, "articular")


def test_metacarpal_heads_get_corners_at_e_and_lengthwise_lines_at_f():
    assert plate_shape("mc3", 4.6).square_facing > plate_shape("mc3", 3.8).square_facing + 1.5
    assert line_weight("mc5", 4.8, "lengthwise") == 0.0 < line_weight("mc5", 5.5, "lengthwise")


def test_proximal_phalanx_of_the_thumb_is_thicker_on_the_ulnar_side():
    ulnar, radial = thickness("pp1", 4.6, -0.7, 0.7)
    assert ulnar > 1.1 * radial


def test_its_ulnar_hook_comes_first():
    for name in ("pp1", "dp1", "mc1"):
        shape = plate_shape(name, 6.4)
        assert shape.hook_ulnar > 1.5 * shape.hook_radial


@pytest.mark.parametrize("name", ["mp3", "mp5", "dp3", "dp5"])
def test_the_middle_of_the_joints_edge_bulges_from_e(name):
    def bulge(m: float) -> float:
        ulnar, middle, radial = articular(name, m, -0.75, 0.0, 0.75)
        return float(middle - 0.5 * (ulnar + radial))

    assert bulge(4.6) > bulge(3.8) + 0.01
    bright = 4.5 if name.startswith("mp") else 5.5
    assert line_weight(name, bright - 0.7, "articular") == 0.0
    assert line_weight(name, bright, "articular") > 0.1


def test_distal_phalanx_of_the_thumb_is_angled_ulnarwards_and_hollow_radially():
    ulnar, radial = articular("dp1", 4.6, -0.4, 0.4)
    assert ulnar > radial + 0.03
    before, after = articular("dp1", 4.8, 0.45)[0], articular("dp1", 5.6, 0.45)[0]
    assert after < before - 0.01
    assert line_weight("dp1", 4.8, "plate") == 0.0 < line_weight("dp1", 5.5, "plate")


@pytest.mark.parametrize("name", ["radius", "mc1", "mc3", "pp3", "mp3", "dp3"])
def test_the_scar_appears_with_the_bridges_and_fades(name):
    late = 8.0 if name == "radius" else 7.0
    assert plate_shape(name, late - 0.2).scar == 0.0
    assert plate_shape(name, late + 0.5).scar > 0.03
    assert plate_shape(name, 8.99).scar < 0.5 * plate_shape(name, 8.45).scar


def test_individual_brightness_changes_no_length():
    traits = {"lines": 2.0, "density": -2.0, "grain": 1.5, "specks": 3.0}
    plain, bright = plate_shape("pp3", 2.3), plate_shape("pp3", 2.3, traits)
    assert bright.lumps > 0.3 and plain.lumps == 0.0
    assert bright.density < plain.density
    for name in ("width", "gap", "height", "slab", "edge_tilt", "articular_bow"):
        assert getattr(bright, name) == getattr(plain, name)
