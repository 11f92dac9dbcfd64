"""The declared ranges against the definitions, and against the numbers the shapes give."""

import numpy as np
import pytest

from boneage_kp.phantom.growth_plate import (
    LONG_BONES,
    STAGE_RANGES,
    bone_group,
    plate_shape,
    plate_slab,
)

STAGES = "ABCDEFGHI"
# First stage at which the epiphysis is as wide as the metaphysis (TW stage descriptions).
FIRST_FULL_WIDTH = {
    "ulna": "G",
    "mc1": "E",
    "mc2-5": "G",
    "pp1": "F",
    "pp2-5": "F",
    "mp2-5": "F",
    "dp1": "E",
    "dp2-5": "E",
}
FUSION_BEGINS = {"radius": "I", "ulna": "H"}


def maturities(stage: str, count: int = 9) -> np.ndarray:
    return STAGES.index(stage) + np.linspace(0.0, 0.9999, count)


def extreme_traits() -> list[dict[str, float]]:
    names = ("epiphysis_width", "epiphysis_height", "gap", "gap_here", "tilt", "wave", "scar")
    return [dict.fromkeys(names, sign * 4.0) for sign in (-1, 0, 1)]


@pytest.mark.parametrize("name", LONG_BONES)
def test_widths_keep_to_the_declared_range_over_maturity_and_traits(name):
    for stage, promised in STAGE_RANGES[bone_group(name)].items():
        for m in maturities(stage):
            for traits in extreme_traits():
                shape = plate_shape(name, float(m), traits)
                assert promised.width[0] <= shape.width <= promised.width[1], (stage, m, traits)
                assert promised.gap[0] * 0.9 <= shape.gap <= promised.gap[1] * 1.1, (stage, m)


@pytest.mark.parametrize("group", STAGE_RANGES)
def test_declared_ranges_keep_to_the_definitions(group):
    stages = STAGE_RANGES[group]
    assert list(stages) == list("BCDEFGH" if group == "ulna" else "BCDEFGHI")
    assert stages["B"].width[1] < 0.5 and stages["C"].width[1] <= 0.5
    assert stages["D"].width[0] >= 0.5


@pytest.mark.parametrize("name", LONG_BONES)
def test_half_and_full_width_fall_exactly_where_a_stage_begins(name):
    traits = {"epiphysis_width": 1.7}
    assert plate_shape(name, 3.0, traits).width == pytest.approx(0.5)
    first = FIRST_FULL_WIDTH.get(bone_group(name))
    if first is not None:
        begins = float(STAGES.index(first))
        assert plate_shape(name, begins, traits).width == pytest.approx(1.0)
        assert plate_shape(name, begins - 0.2, {}).width < 1.0


@pytest.mark.parametrize("name", LONG_BONES)
def test_fusion_begins_at_its_stage_and_is_complete_at_the_end(name):
    begins = float(STAGES.index(FUSION_BEGINS.get(name, "H")))
    last = 7.99 if name == "ulna" else 8.99
    assert plate_shape(name, begins - 0.2).bridging == 0.0
    assert 0.0 < plate_shape(name, begins).bridging < 0.5
    assert plate_shape(name, begins + 0.5).bridging > 0.3
    assert plate_shape(name, last).bridging == 1.0


def test_metacarpals_are_bridged_over_a_quarter_when_h_begins():
    assert plate_shape("mc3", 7.0).bridging > 0.25


@pytest.mark.parametrize("name", [n for n in LONG_BONES if n[:2] in ("pp", "mp", "dp")])
def test_phalanges_hook_at_g_and_not_before(name):
    before, after = plate_shape(name, 5.8), plate_shape(name, 6.5)
    assert before.hook_ulnar == before.hook_radial == 0.0
    assert after.hook_ulnar > 0.04


def test_radius_and_first_metacarpal_hook_at_h_and_g():
    assert plate_shape("radius", 6.8).hook_ulnar == 0.0 < plate_shape("radius", 7.5).hook_ulnar
    assert plate_shape("mc1", 5.8).hook_ulnar == 0.0 < plate_shape("mc1", 6.5).hook_ulnar


@pytest.mark.parametrize("name", LONG_BONES)
def test_the_slab_leaves_room_for_the_epiphysis(name):
    top = 7.99 if name == "ulna" else 8.99
    for m in np.linspace(0.0, top, 60):
        shape = plate_shape(name, float(m))
        if m >= 1.0:
            assert plate_slab(name, float(m)) > 0.93 * (shape.gap + shape.height), m


@pytest.mark.parametrize(
    ("name", "m", "words"),
    [
        ("mc6", 3.0, "mc6"),
        ("radius", 9.0, "outside"),
        ("ulna", 8.2, r"\[0, 8\)"),
        ("pp3", -0.1, "outside"),
    ],
)
def test_unknown_bones_and_maturities_are_refused_by_name(name, m, words):
    with pytest.raises(ValueError, match=words):
        plate_shape(name, m)


def test_bones_without_a_group_are_refused_by_name():
    with pytest.raises(ValueError, match="lunate"):
        bone_group("lunate")
