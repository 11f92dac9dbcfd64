"""Where a lit pixel lands, and that training's transform is the one that is used."""

import numpy as np
import pytest

from boneage_kp.data.sample import sample_of
from boneage_kp.data.transforms.geometric import Letterbox
from boneage_kp.engine.letterbox import letterboxed
from boneage_kp.schema.records import HandRecord
from tests.engine.stub_networks import STANDARD


@pytest.mark.parametrize("film_hw", [(40, 64), (128, 96), (333, 250)])
def test_a_lit_spot_lands_where_its_point_does(film_hw: tuple[int, int]) -> None:
    film = np.zeros(film_hw, np.uint8)
    y, x = film_hw[0] // 3, film_hw[1] // 4
    film[y - 4 : y + 5, x - 4 : x + 5] = 250
    view = letterboxed(film, (96, 96))
    rows, cols = np.indices(view.grey.shape) + 0.5
    weight = view.grey / view.grey.sum()
    centre = ((cols * weight).sum(), (rows * weight).sum())
    assert np.allclose(centre, view.from_film(np.array([x + 0.5, y + 0.5])), atol=0.15)


def test_training_and_reading_show_the_network_the_same_pixels() -> None:
    film = np.random.default_rng(1).integers(0, 255, (210, 170), dtype=np.uint8)
    rng = np.random.default_rng(0)
    sample = Letterbox(64)(sample_of(HandRecord("", film.shape, {}), film, STANDARD), rng)
    view = letterboxed(film, (64, 64))
    assert np.array_equal(view.grey, np.rint(sample.grey).astype(np.uint8))
    assert np.array_equal(view.from_film.matrix, sample.from_film.matrix)
