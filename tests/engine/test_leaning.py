"""A leaning hand is turned straight for the network, and its points come back exactly."""

import numpy as np
import pytest

from boneage_kp.engine.finder import NetworkFinder
from boneage_kp.engine.leaning import LEAST_DEG, Leaning, leaning_of
from boneage_kp.engine.predictor import Predictor
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.hand import HAND
from tests.engine.stub_networks import DrawnNetwork, usual_points
from tests.engine.test_finder import KnowingFinderNetwork

SIZE = 700
ALL = np.ones(len(HAND), bool)


def leaning_hand(turn_deg: float) -> tuple[np.ndarray, np.ndarray]:
    """A dark film with a bright blot at every point of a left hand that leans clockwise."""
    centre = (SIZE / 2, SIZE / 2)
    points = Affine.rotation(turn_deg, centre)(usual_points(300, (350.0, 480.0)))
    film = np.full((SIZE, SIZE), 20, np.uint8)
    for x, y in points.astype(int):
        film[y - 5 : y + 6, x - 5 : x + 6] = 200
    return film, points


@pytest.mark.parametrize("turn_deg", [-40.0, -20.0, 18.0, 35.0])
def test_the_network_sees_a_leaning_hand_upright(turn_deg: float) -> None:
    film, points = leaning_hand(turn_deg)
    leaning = leaning_of(points, ALL, (0, 0, SIZE, SIZE))
    assert leaning is not None and leaning.turn_deg == pytest.approx(turn_deg, abs=2)
    view = leaning.view(film, (256, 256))
    seen = view.from_film(points)
    assert leaning_of(seen, ALL, (0, 0, 256, 256)) is None
    assert seen.min() > 0 and seen.max() < 256
    # Every blot lies where its point is said to lie, and the hand fills the view as others do.
    rows, columns = seen.astype(int)[:, ::-1].T
    assert (view.grey[rows, columns] > 120).all()
    assert np.ptp(seen, axis=0).max() / 256 == pytest.approx(1 / 1.4, abs=0.02)


def test_a_hand_that_stands_keeps_its_pixels() -> None:
    _, points = leaning_hand(LEAST_DEG - 4)
    assert leaning_of(points, ALL, (0, 0, SIZE, SIZE)) is None


def test_points_count_from_the_crop() -> None:
    _, points = leaning_hand(30)
    leaning = leaning_of(points, ALL, (100, 50, SIZE, SIZE))
    assert leaning is not None
    assert np.allclose(leaning.points_px, points - (100, 50))


def test_points_of_a_leaning_hand_come_back_in_film_pixels() -> None:
    film, points = leaning_hand(30)
    finder = NetworkFinder(KnowingFinderNetwork([(film.shape, points)], 128))
    found = finder.find(film)
    assert found is not None and isinstance(found.leaning, Leaning)
    crop = found.upright.apply(film)
    view = found.leaning.view(crop, (512, 512))
    on_crop = found.upright.from_film(points)
    # The stub answers in its input's pixels: it is told where the points lie in its view.
    network = DrawnNetwork([((512, 512), view.from_film(on_crop))], 512)
    finder = NetworkFinder(KnowingFinderNetwork([(film.shape, points)], 128))
    reading = Predictor(network, finder=finder).read(film, "F")
    read_px = np.array([reading.bones[name].xy_px for name in HAND.names])
    assert np.abs(read_px - points).max() < 1.5
