"""Contours: where the labels come from."""

import numpy as np
import pytest

from boneage_kp.phantom.growth_plate import LONG_BONES, plate_shape
from boneage_kp.phantom.growth_plate.curves import plate_curves

U_MM = np.linspace(-8.0, 8.0, 401, dtype=np.float32)[None, :]


@pytest.mark.parametrize("name", LONG_BONES)
@pytest.mark.parametrize("m", [0.5, 2.2, 4.4, 6.6, 7.7])
def test_the_growing_edge_passes_through_the_origin(name, m):
    curves = plate_curves(plate_shape(name, m, {"wave": 2.0, "tilt": 2.0}), 13.0, U_MM, 0.9)
    assert curves.edge_mm[0, 200] == pytest.approx(0.0, abs=1e-5)


@pytest.mark.parametrize("name", LONG_BONES)
def test_contours_keep_their_order_across_the_bone(name):
    for m in np.arange(1.05, 7.95, 0.3):
        curves = plate_curves(plate_shape(name, float(m)), 13.0, U_MM, 2.0)
        inside = np.abs(curves.s) < 0.95
        assert (curves.articular_mm > curves.waist_mm)[inside].all(), m
        assert (curves.waist_mm >= curves.closed_facing_mm)[inside].all(), m
        middle = np.abs(U_MM) < 0.6 * 6.5 * min(1.0, plate_shape(name, float(m)).width)
        middle &= inside
        assert (curves.closed_facing_mm > curves.edge_mm)[middle].all(), m
