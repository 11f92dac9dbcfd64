"""The raster and its way onto the film: where a cell lands, how much of it arrives."""

import numpy as np
import pytest

from boneage_kp.phantom.bone_raster import (
    BoneRaster,
    displace_flesh,
    lay_over_film,
    mask_on_film,
)
from boneage_kp.phantom.parts import PathMaps
from boneage_kp.schema.coords import Affine


def to_film(px_per_mm: float, x_px: float = 40.0, y_px: float = 30.0) -> Affine:
    return Affine(np.array([[px_per_mm, 0.0, x_px], [0.0, -px_per_mm, y_px]]))


@pytest.mark.parametrize("px_per_mm", [1.0, 3.0, 8.0])
def test_a_blob_lands_where_the_affine_says_with_all_its_mass(px_per_mm):
    place = to_film(px_per_mm)
    raster = BoneRaster.covering(9.0, (-5.0, 6.0), px_per_mm)
    blob = np.exp(-(((raster.u_mm - 1.3) ** 2 + (raster.v_mm + 0.7) ** 2) / 0.8))
    raster.cortical_mm[:] = blob
    paths = PathMaps.empty((80, 120))
    lay_over_film(raster, place, paths)
    film = paths.cortical_mm
    rows, cols = np.mgrid[: film.shape[0], : film.shape[1]] + 0.5
    centre = ((cols * film).sum() / film.sum(), (rows * film).sum() / film.sum())
    assert centre == pytest.approx(tuple(place(np.array([1.3, -0.7]))), abs=0.03)
    mass_mm3 = film.sum() / px_per_mm**2
    assert mass_mm3 == pytest.approx(blob.sum() * raster.pitch_mm**2, rel=0.02)
    assert paths.trabecular_mm.max() == 0.0


def test_cells_are_tied_to_the_bone_and_not_to_its_size():
    small = BoneRaster.covering(4.0, (-10.0, 2.0), 4.0)
    large = BoneRaster.covering(5.3, (-14.7, 3.1), 4.0)
    assert np.isin(np.round(small.u_mm, 5), np.round(large.u_mm, 5)).all()
    assert np.isin(np.round(small.v_mm, 5), np.round(large.v_mm, 5)).all()


def test_a_mask_keeps_its_area_and_is_cut_at_the_films_border():
    raster = BoneRaster.covering(6.0, (-6.0, 6.0), 5.0)
    mask = (np.abs(raster.u_mm) < 2.0) & (np.abs(raster.v_mm) < 1.0)
    rows, cols, patch = mask_on_film(mask, raster, to_film(5.0), (60, 80))
    assert patch.shape == (rows.stop - rows.start, cols.stop - cols.start)
    assert patch.sum() == pytest.approx(4.0 * 2.0 * 25.0, rel=0.06)
    _, _, cut = mask_on_film(mask, raster, to_film(5.0, x_px=0.0), (60, 80))
    assert cut.sum() == pytest.approx(patch.sum() / 2, rel=0.1)


def test_what_lies_off_the_film_changes_nothing():
    raster = BoneRaster.covering(3.0, (-3.0, 3.0), 5.0)
    raster.cortical_mm[:] = 1.0
    paths = PathMaps.empty((20, 20))
    lay_over_film(raster, to_film(5.0, x_px=500.0), paths)
    assert paths.cortical_mm.max() == 0.0


def test_bone_takes_the_place_of_the_flesh_but_never_more_than_there_is():
    raster = BoneRaster.covering(6.0, (-6.0, 6.0), 5.0)
    raster.displaced_mm[:] = 7.0
    paths = PathMaps.empty((80, 80))
    paths.soft_mm[:] = 14.0
    lay_over_film(raster, to_film(5.0, 40.0, 40.0), paths)
    assert paths.soft_mm[40, 40] == pytest.approx(7.0)
    assert paths.soft_mm[0, 0] == 14.0
    thin = np.array([0.0, 0.3, 3.0, 14.0], np.float32)
    displace_flesh(thin, np.full(4, 9.0, np.float32))
    assert thin[0] == 0.0 and thin[1] == pytest.approx(0.3)
    assert 0.0 < thin[2] < 1.0 and thin[3] == pytest.approx(5.0)
