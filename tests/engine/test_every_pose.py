"""One film in 16 poses and at two depths: the network sees the very same pixels, so that stages and
age are the same to the last digit. The networks here read nothing but pixels."""

from itertools import product

import numpy as np
import pytest

from boneage_kp.engine.finder import NetworkFinder
from boneage_kp.engine.network import NetworkReading
from boneage_kp.engine.predictor import Predictor
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import HandReading
from tests.engine.pixel_networks import ReadsEveryPixel
from tests.engine.stub_networks import STANDARD, usual_points
from tests.engine.test_finder import turned

HEIGHT, WIDTH = 701, 640
GROUND = 10
POSES = list(product(range(4), (False, True), (False, True)))


def level(k: int) -> int:
    return 90 + 12 * k


def marked_film(dtype: type) -> tuple[np.ndarray, np.ndarray]:
    """A hand of 13 discs, each of a grey of its own, with noise that no other film has."""
    points = usual_points(300, (330.0, 500.0))
    film = np.random.default_rng(3).integers(GROUND - 5, GROUND + 6, (HEIGHT, WIDTH))
    rows, columns = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    for k, (x, y) in enumerate(points):
        film[np.hypot(columns - x, rows - y) < 12] = level(k)
    # 12 of 16 bits, with fractions that 8 bits do not have.
    return (film * 16 + rows.astype(int) % 16 if dtype == np.uint16 else film).astype(dtype), points


def reading_of(xy_px: np.ndarray, found: np.ndarray, posterior: np.ndarray) -> NetworkReading:
    zero = np.zeros((1, len(HAND)))
    return NetworkReading(xy_px[None], found[None].astype(float), zero, posterior[None], np.ones(1))


class SeesDiscs:
    """Finds each disc by its grey, bright on dark or dark on bright."""

    standard, digest, input_hw = STANDARD, "e" * 64, (256, 256)

    def read(self, grey: np.ndarray) -> NetworkReading:
        film = grey[0, 0].astype(int)
        film = 255 - film if np.median(film) > 128 else film
        places = [np.argwhere(abs(film - level(k)) <= 3)[:, ::-1] + 0.5 for k in range(len(HAND))]
        found = np.array([len(place) > 0 for place in places])
        xy_px = np.array([np.median(p, axis=0) if len(p) else (0, 0) for p in places])
        return reading_of(xy_px, found, np.ones((len(HAND), 9)) / 9)


def said(reading: HandReading) -> tuple:
    stages = {name: (bone.stage, bone.posterior) for name, bone in reading.bones.items()}
    ages = (reading.bone_age_months, reading.age_median_months, reading.interval_months)
    return stages, reading.score, ages, reading.verdict


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_all_poses_of_a_film_are_one_film_to_the_network(dtype: type) -> None:
    film, points = marked_film(dtype)
    network = ReadsEveryPixel()
    predictor = Predictor(network, finder=NetworkFinder(SeesDiscs(), min_bones=10))
    top = 4095 if dtype == np.uint16 else 255
    first = predictor.read(film, "F")
    assert first.score is not None and len({bone.stage for bone in first.bones.values()}) > 2
    for turns, mirror, invert in POSES:
        moved, _ = turned(film, points, turns, mirror)
        other = predictor.read((top - moved).astype(dtype) if invert else moved, "F")
        assert network.seen[-1] == network.seen[0], (turns, mirror, invert)
        assert said(other) == said(first)
        there = np.array([first.bones[name].xy_px for name in HAND.names])
        _, wanted = turned(film, there, turns, mirror)
        found = np.array([other.bones[name].xy_px for name in HAND.names])
        np.testing.assert_allclose(found, wanted, atol=1e-9)


def test_one_changed_pixel_is_seen() -> None:
    film, _ = marked_film(np.uint8)
    predictor = Predictor(ReadsEveryPixel(), finder=NetworkFinder(SeesDiscs(), min_bones=10))
    first = predictor.read(film, "F")
    film[500, 330] ^= 64
    assert said(predictor.read(film, "F"))[0] != said(first)[0]
