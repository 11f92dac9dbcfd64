from dataclasses import replace

import numpy as np

from boneage_kp.phantom.generate import generate
from boneage_kp.phantom.parameters import PhantomParameters
from boneage_kp.phantom.parts import PathMaps
from boneage_kp.phantom.placement import Scene
from boneage_kp.phantom.watch import Watch
from boneage_kp.schema.records import Visibility

POINTS = np.array([[20.5, 30.5], [70.5, 30.5], [500.0, -3.0]])


def scene():
    return Scene(PathMaps.empty((80, 100)), 0.5, (0.0, 0.0, 100.0, 80.0))


def test_metal_and_thick_plaster_cover_a_point_and_thin_things_do_not():
    laid = scene()
    grey = np.full((80, 100), 90.0, np.float32)
    for field, amount, covered in (
        ("metal", 2.0, True),
        ("metal", 0.2, False),
        ("soft_mm", 12.0, True),
        ("soft_mm", 3.0, False),
    ):
        added = np.zeros((80, 100), np.float32)
        added[25:36, 15:26] = amount
        in_beam = replace(laid.paths, **{field: added})
        watch = Watch.on(POINTS, laid, in_beam, grey)
        assert watch.covered(grey) == (covered, False, False), (field, amount)


def test_a_block_on_the_film_covers_and_a_speck_of_dust_does_not():
    laid = scene()
    grey = np.full((80, 100), 90.0, np.float32)
    watch = Watch.on(POINTS, laid, laid.paths, grey)
    blocked, dusty = grey.copy(), grey.copy()
    blocked[20:40, 60:80] = 0.0
    dusty[30, 70] = 255.0
    assert watch.covered(blocked) == (False, True, False)
    assert watch.covered(dusty) == (False, False, False)


def test_a_cast_hides_growth_plates_in_the_record():
    nothing = PhantomParameters.from_mapping({"size_px": 256}).clean()
    cast = PhantomParameters.from_mapping(
        {"size_px": 256, "film.cast": {"probability": 1.0, "strength": 2.0}}
    )
    cast = replace(nothing, film=nothing.film.changed({"cast": cast.film.cast}))
    hidden = [
        generate(parameters, 4, index).record.bones["radius"].visibility == Visibility.HIDDEN
        for parameters in (nothing, cast)
        for index in range(6)
    ]
    assert not any(hidden[:6]) and sum(hidden[6:]) >= 3
