"""Outlines of shafts: the sizes asked for are the sizes drawn."""

import numpy as np
import pytest

from boneage_kp.phantom.far_end import far_end
from boneage_kp.phantom.growth_plate import LONG_BONES
from boneage_kp.phantom.parts import LongBone
from boneage_kp.phantom.shaft import shaft_kind, shaft_outline
from boneage_kp.schema.coords import Affine

U_MM = np.linspace(-10.0, 10.0, 201, dtype=np.float32)[None, :]
V_MM = np.linspace(-45.0, 0.5, 456, dtype=np.float32)[:, None]


def outline_of(name: str, **traits: float):
    bone = LongBone(name, 5.0, 44.0, 8.0, 14.0, 11.0, 1.5, 1.05, Affine.identity(), traits)
    return shaft_outline(bone, 0.05, U_MM, V_MM)


@pytest.mark.parametrize("name", LONG_BONES)
def test_metaphysis_and_shaft_have_the_widths_asked_for(name):
    outline = outline_of(name)
    assert 2 * outline.half_mm.max() == pytest.approx(14.0, rel=0.005)
    assert 2 * outline.half_mm.min() == pytest.approx(8.0, rel=0.08)


@pytest.mark.parametrize("name", [n for n in LONG_BONES if n not in ("radius", "ulna")])
def test_the_far_end_has_its_width_and_the_bone_its_length(name):
    outline = outline_of(name)
    end = outline.half_mm[np.abs(V_MM[:, 0] + 0.95 * 44.0) < 0.3]
    most = 11.0 * (1.0 + abs(far_end(name).side))  # a tubercle stands out of one wall
    assert 0.99 * 11.0 <= 2 * end.max() <= 1.01 * most
    middle = outline.far_mm[0, 100]
    assert -44.0 - 1e-3 <= middle <= -44.0 + 0.15 * 11.0
    assert outline.far_mm[0, [46, 154]].min() > middle - 2.0


def test_the_cortex_is_thick_in_the_shaft_and_thin_at_the_ends():
    cortex = outline_of("pp3").cortex_mm[:, 0]
    along = -V_MM[:, 0] / 44.0
    assert cortex[np.abs(along - 0.6) < 0.05].min() > 0.9 * 1.5 * shaft_kind("pp3").walls
    assert cortex.argmax() in np.flatnonzero((along > 0.4) & (along < 0.75))
    assert cortex[along < 0.03].max() < 0.4
    assert cortex[(along > 0.93) & (along < 1)].max() < 0.5


def test_the_forearm_runs_out_of_the_film():
    assert shaft_kind("radius").open_end and outline_of("radius").far_mm is None
    assert not shaft_kind("mc4").open_end
