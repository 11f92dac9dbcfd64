"""The coarse pass: any quarter turn, side and polarity comes out as the same upright film."""

import numpy as np
import pytest

from boneage_kp.engine.films import film_of_array
from boneage_kp.engine.finder import Found, NetworkFinder, upright_of
from boneage_kp.engine.network import NetworkReading
from boneage_kp.engine.predictor import Predictor
from boneage_kp.engine.upright import Upright
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneReading, Sex
from tests.engine.stub_networks import STANDARD, DrawnNetwork, usual_points

HEIGHT, WIDTH = 700, 640


def bright_hand() -> tuple[np.ndarray, np.ndarray]:
    """A dark film with a bright blot at every point of a small left hand, fingers up."""
    points = usual_points(300, (330.0, 500.0))
    film = np.full((HEIGHT, WIDTH), 20, np.uint8)
    for x, y in points.astype(int):
        film[y - 6 : y + 7, x - 6 : x + 7] = 200
    return film, points


def turned(
    film: np.ndarray, points: np.ndarray, turns: int, mirror: bool
) -> tuple[np.ndarray, np.ndarray]:
    """The film after counter-clockwise quarter turns and a mirror, with its points."""
    for _ in range(turns):
        points = np.column_stack([points[:, 1], film.shape[1] - points[:, 0]])
        film = np.rot90(film)
    if mirror:
        points = Affine.mirror(film.shape[1])(points)
        film = np.fliplr(film)
    return np.ascontiguousarray(film), points


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("mirror", [False, True])
@pytest.mark.parametrize("invert", [False, True])
def test_every_pose_becomes_one_upright_film(turns: int, mirror: bool, invert: bool) -> None:
    film, points = bright_hand()
    sure = np.ones(len(HAND), bool)
    straight = upright_of(film, points, sure).apply(film)
    moved, moved_points = turned(film, points, turns, mirror)
    moved = 255 - moved if invert else moved
    upright = upright_of(moved, moved_points, sure)
    assert np.array_equal(upright.apply(moved), straight)
    assert upright.inverted == invert
    assert max(straight.shape) < HEIGHT  # cropped to the hand
    there = upright.from_film(moved_points)
    assert (there[HAND.index_of("dp3")] - there[HAND.index_of("radius")])[1] < -270
    assert there[HAND.index_of("dp1"), 0] > there[HAND.index_of("dp5"), 0]  # thumb on the right


def test_a_tip_that_is_not_sure_still_lies_in_the_crop() -> None:
    film, points = bright_hand()
    sure = np.ones(len(HAND), bool)
    sure[[HAND.index_of("dp3"), HAND.index_of("mp3")]] = False
    strayed = np.where(sure[:, None], points, 0.0)
    x0, y0, x1, y1 = upright_of(film, strayed, sure).box_px
    tip = points[HAND.index_of("dp3")]
    assert x0 < tip[0] < x1 and y0 + 30 < tip[1] < y1


class KnowingFinderNetwork(DrawnNetwork):
    """Reads the coarse pass with given confidences."""

    confidence = 0.9

    def read(self, grey: np.ndarray) -> NetworkReading:
        reading = super().read(grey)
        return reading._replace(confidence=np.full_like(reading.confidence, self.confidence))


def test_a_second_pass_reads_the_crop_and_answers_in_film_pixels() -> None:
    film, points = bright_hand()
    moved, moved_points = turned(film, points, 1, True)
    # The coarse network is asked twice: about the film as it came, and put upright.
    asked = [(moved.shape, moved_points), (film.shape, points)]
    finder = NetworkFinder(KnowingFinderNetwork(asked, 128))
    upright = upright_of(film, points, np.ones(len(HAND), bool))
    crop = upright.apply(film)
    network = DrawnNetwork([(crop.shape, upright.from_film(points))], 512)
    reading = Predictor(network, finder=finder).read(moved, "F")
    found = np.array([reading.bones[name].xy_px for name in HAND.names])
    # The coarse points cut the crop a few pixels differently; the way back knows exactly how.
    view = network.seen[0].shape
    assert view == (1, 1, 512, 512)
    assert np.abs(found - moved_points).max() < 3
    assert reading.digests["finder"] == finder.digest


def test_where_no_hand_is_found_nothing_is_read_and_nothing_claimed() -> None:
    film, points = bright_hand()
    coarse = KnowingFinderNetwork([(film.shape, points)], 128)
    coarse.confidence = 0.05
    fine = DrawnNetwork([(film.shape, points)], 512)
    reading = Predictor(fine, finder=NetworkFinder(coarse)).read(film, "F")
    assert fine.seen == []  # the costly network is spared
    assert tuple(reading.bones) == HAND.names
    assert set(map(repr, reading.bones.values())) == {repr(BoneReading(None, 0.0, None, {}))}
    assert reading.verdict == "rejected" and reading.bone_age_months is None
    assert reading.reasons == (
        "hand_not_found: no hand was found on the film, so its bones were not read",
    )


def test_a_film_without_a_hand_leaves_the_others_of_its_pass_their_places() -> None:
    film, points = bright_hand()
    blank = np.full((HEIGHT, WIDTH), 20, np.uint8)
    crop = upright_of(film, points, np.ones(len(HAND), bool))
    there = (crop.apply(film).shape, crop.from_film(points))
    fine = DrawnNetwork([there, there], 512)
    predictor = Predictor(fine, finder=SeesBrightFilms(crop))
    asked = [
        film_of_array(one, Sex.FEMALE, name=name)
        for name, one in (("a", film), ("b", blank), ("c", film))
    ]
    reads = predictor.read_upright(asked)
    assert [len(seen) for seen in fine.seen] == [2]  # one pass, of the films with a hand
    assert [one.reading.file_name for one in reads] == ["a", "b", "c"]
    assert [one.reading.verdict == "rejected" for one in reads] == [False, True, False]
    assert [one.upright for one in reads] == [crop, Upright.whole(blank.shape), crop]
    fine.films = [there]
    seen = predictor.look(asked[1:])
    assert [one.hand_found for one in seen] == [False, True]
    assert [int(one.known.sum()) for one in seen] == [0, len(HAND)]


class SeesBrightFilms:
    """A coarse pass that knows the pose of every film with anything bright on it."""

    digest = "b" * 64

    def __init__(self, upright: Upright) -> None:
        self.upright = upright

    def find(self, grey: np.ndarray) -> Found | None:
        return Found(self.upright, second_hand=0.0) if grey.max() > 100 else None


def test_two_hands_are_said_by_name() -> None:
    film, points = bright_hand()
    coarse = KnowingFinderNetwork([(film.shape, points)], 128)
    coarse.second_peak = 0.8
    fine = DrawnNetwork([(film.shape, points)], 512)
    reading = Predictor(fine, finder=NetworkFinder(coarse)).read(film, "F")
    assert reading.verdict == "rejected" and reading.reasons[0].startswith("two_hands: ")
    assert reading.bone_age_months is None


def test_the_standard_of_the_stub_is_the_default() -> None:
    assert STANDARD.id == "tw3_rus"
