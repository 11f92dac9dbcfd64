"""Films with top and bottom exchanged: pixels as they were, points with them."""

import numpy as np

from boneage_kp.data.sample import Sample, sample_of
from boneage_kp.data.transforms.upside_down import RandomUpsideDown
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord
from boneage_kp.standards import load_standard

H, W = 30, 21


def lit_pixel() -> Sample:
    """A film of noise with one bright pixel, which is labelled as the radius."""
    film = np.random.default_rng(4).integers(0, 200, (H, W)).astype(np.uint8)
    film[7, 5] = 255
    record = HandRecord("dot.png", (H, W), {"radius": BoneLabel((5.5, 7.5), 2, "F")})
    return sample_of(record, film, load_standard("tw3_rus"))


def test_rows_change_places_and_the_point_goes_with_its_pixel() -> None:
    sample = lit_pixel()
    flipped = RandomUpsideDown(1.0)(sample, np.random.default_rng(0))
    np.testing.assert_array_equal(flipped.grey, sample.grey[::-1])
    point = flipped.xy_px[HAND.index_of("radius")]
    assert point.tolist() == [5.5, H - 7.5]
    assert flipped.grey[int(point[1]), int(point[0])] == 255
    assert flipped.from_film.mirrors, "a left hand has become a right one"


def test_it_happens_as_often_as_it_is_told() -> None:
    sample = lit_pixel()
    rng = np.random.default_rng(1)
    turned = [RandomUpsideDown(0.25)(sample, rng) is not sample for _ in range(400)]
    assert 70 <= sum(turned) <= 130
    assert RandomUpsideDown(0.0)(sample, rng) is sample
