from dataclasses import replace

import numpy as np
import pytest

from boneage_kp.phantom.anatomy_tables import table
from boneage_kp.phantom.carpals import CARPALS, draw_carpals, grown_share, outline_radii
from boneage_kp.phantom.maturity import Subject
from boneage_kp.phantom.parameters import AnatomyParameters
from boneage_kp.phantom.parts import PathMaps
from boneage_kp.phantom.sesamoids import draw_sesamoids
from boneage_kp.phantom.shell_bone import ShellBone, covers, draw_shell_bones
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.records import Sex
from tests.phantom.hands_for_tests import hand


def names_at(age, sex=Sex.MALE):
    laid, _ = hand(age=age)
    subject = Subject(sex, age, age, {})
    bones = draw_carpals(laid, subject, 0.0, np.random.default_rng(0))
    return [b.name for b in bones if not b.name.endswith(("dorsal", "hook"))]


def test_carpals_appear_in_their_order():
    assert names_at(1.0) == ["capitate", "hamate"]
    assert set(names_at(3.0)) == {"capitate", "hamate", "triquetrum"}
    assert "lunate" in names_at(4.5) and "scaphoid" not in names_at(4.5)
    assert set(names_at(7.0)) == set(CARPALS) - {"pisiform"}
    assert set(names_at(11.0)) == set(CARPALS)
    assert "scaphoid" in names_at(5.0, Sex.FEMALE)  # girls are ahead


def test_centres_grow_from_specks_to_their_final_size():
    grown = [grown_share("lunate", Subject(Sex.MALE, t, t, {}), 4.16) for t in (4, 4.2, 8, 17)]
    assert grown[0] == 0.0 and 0.1 < grown[1] < 0.2 < 0.5 < grown[2] < 0.85 and grown[3] > 0.9


def test_sesamoids_come_late():
    laid, _ = hand(age=16.0)
    rolls = AnatomyParameters().roll(np.random.default_rng(0))
    for age, count in ((11.0, 0), (16.0, 2)):
        subject = Subject(Sex.MALE, age, age, {})
        rolls.pop("extra_sesamoids", None)
        found = draw_sesamoids(laid, subject, 0.0, rolls, np.random.default_rng(1))
        assert len(found) == count


def ball(x_mm, nest=0, radii=None):
    return ShellBone(
        f"ball at {x_mm}", np.array([x_mm, 0.0]), (6.0, 6.0), 0.0,
        np.ones(16) if radii is None else radii, 5.0, 0.6, 1.0, 0.3, nest,
    )  # fmt: skip


def drawn(bones):
    paths = PathMaps.empty((120, 200))
    to_film = Affine(np.array([[5.0, 0.0, 100.0], [0.0, -5.0, 60.0]]))
    return paths, draw_shell_bones(paths, bones, to_film)


def test_a_shell_is_bright_at_its_rim_and_as_large_as_said():
    paths, [(rows, cols, patch)] = drawn([ball(0.0)])
    assert patch.sum() == round(np.pi * 30**2) or abs(patch.sum() - np.pi * 30**2) < 30
    assert (rows.start, cols.stop) > (0, 0)
    middle = paths.cortical_mm[60, 100]
    rim = paths.cortical_mm[60, 100:132].max()
    assert rim > 2.0 * middle > 0
    total = paths.cortical_mm[60, 100] + paths.trabecular_mm[60, 100]
    assert 7.0 < total < 13.0
    assert paths.cortical_mm[60, 134] == 0


def test_interlocking_bones_share_depth_and_others_add_up():
    def middle(bones):
        return drawn(bones)[0].trabecular_mm[50:70, 95:105].mean()

    one = middle([ball(0.0)])
    assert 1.1 * one < middle([ball(0.0), ball(0.5)]) < 1.45 * one
    assert middle([ball(0.0), ball(0.5, nest=1)]) > 1.8 * one


def test_a_dorsal_part_belongs_to_its_bone():
    whole, part = ball(0.0), replace(ball(0.0), name="ball at 0.0 dorsal")
    one = drawn([whole])[0].trabecular_mm[60, 100]
    assert drawn([whole, part])[0].trabecular_mm[60, 100] == pytest.approx(2.0 * one, rel=1e-5)


def test_a_wrist_bone_shares_depth_with_a_long_bones_end():
    paths = PathMaps.empty((120, 200))
    paths.cortical_mm[:] = 2.0
    draw_shell_bones(paths, [ball(0.0)], Affine(np.array([[5.0, 0.0, 100.0], [0.0, -5.0, 60.0]])))
    alone = drawn([ball(0.0)])[0].cortical_mm
    expected = np.hypot(alone, 2.0)
    assert np.allclose(paths.cortical_mm, expected, atol=1e-4)
    assert paths.cortical_mm[0, 0] == pytest.approx(2.0)


def test_grown_outlines_fill_the_carpus_and_overlap_where_bones_do():
    """The trapezium lies over the trapezoid, the hamate's edge over the capitate; little else."""
    cells = np.stack(np.meshgrid(np.linspace(-0.17, 0.2, 200), np.linspace(-0.22, 0.02, 140)))
    names = [name for name in CARPALS if name != "pisiform"]
    covered = np.zeros(cells.shape[1:], int)
    for name in names:
        centre, radii = outline_radii(name)
        x, y = cells - centre[:, None, None]
        place = (np.arctan2(y, x) / (2 * np.pi)) % 1.0 * len(radii)
        limit = np.interp(place, np.arange(len(radii) + 1), np.append(radii, radii[0]))
        covered += np.hypot(x, y) < limit
        assert radii.min() > 0.01, name
    once, twice = (covered == 1).sum(), (covered > 1).sum()
    assert 0.01 * once < twice < 0.06 * once
    assert once > 0.25 * covered.size


@pytest.mark.parametrize("name", CARPALS)
def test_outlines_are_those_of_the_table(name):
    corners = np.array(table("carpals")["plan"][name]["outline"])
    after = np.roll(corners, -1, axis=0)
    area = 0.5 * abs(float((corners[:, 0] * after[:, 1] - after[:, 0] * corners[:, 1]).sum()))
    _, radii = outline_radii(name)
    drawn_area = float((radii**2).sum()) * np.pi / len(radii)
    assert 0.9 * area < drawn_area < 1.02 * area


def test_a_young_carpal_is_round_and_a_grown_one_has_its_shape():
    def roundness(age):
        """Least over greatest radius."""
        laid, _ = hand(age=age)
        subject = Subject(Sex.MALE, age, age, {})
        bones = draw_carpals(laid, subject, 0.0, np.random.default_rng(0))
        radii = next(bone.radii for bone in bones if bone.name == "hamate")
        return float(radii.min() / radii.max())

    assert roundness(2.0) > 0.85 > 0.75 > roundness(17.0)


def test_a_rim_is_dense_on_some_facets_and_faint_on_others():
    paths = drawn([ball(0.0)])[0].cortical_mm
    angles = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    # 30 px are the ball's radius: half a millimetre inside its outline.
    rim = [paths[round(60 - 27.5 * np.sin(a)), round(100 + 27.5 * np.cos(a))] for a in angles]
    assert max(rim) > 1.3 * min(rim) > 0.0


def test_whether_a_bone_covers_a_point():
    bone = ball(3.0)
    assert covers(bone, np.array([8.5, 0.0])) and not covers(bone, np.array([9.5, 0.0]))


def test_outlines_follow_their_radii():
    radii = np.ones(16)
    radii[0] = 1.4
    _, [(_, _, bumped)] = drawn([ball(0.0, radii=radii)])
    _, [(_, _, plain)] = drawn([ball(0.0)])
    assert bumped.sum() > plain.sum() + 50
