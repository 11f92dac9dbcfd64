"""Reading films with networks that know the answer: what comes back is in the film's own pixels."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boneage_kp.engine.films import film_of_array
from boneage_kp.engine.predictor import Predictor
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import Sex
from boneage_kp.standards import bone_age, load_standard, total_score
from tests.conftest import FULL
from tests.engine.stub_networks import STANDARD, DrawnNetwork, usual_points


def hand_film(height: int, width: int, dtype: type = np.uint8) -> tuple[np.ndarray, np.ndarray]:
    """A film with the usual range of greys, and the points of a hand that fits on it."""
    points = usual_points(0.6 * height, (0.5 * width, 0.85 * height))
    ramp = np.linspace(0.05, 0.8, height * width).reshape(height, width)
    return (ramp * np.iinfo(dtype).max).astype(dtype), points


@settings(max_examples=60 if FULL else 6)
@given(
    height=st.integers(400, 1500),
    aspect=st.floats(0.75, 1.3),
    dtype=st.sampled_from([np.uint8, np.uint16]),
)
def test_points_come_back_within_a_tenth_of_a_pixel_at_any_film_size(
    height: int, aspect: float, dtype: type
) -> None:
    film, points = hand_film(height, round(height * aspect), dtype)
    network = DrawnNetwork([(film.shape, points)], 256)
    reading = Predictor(network).read(film, "F")
    found = np.array([reading.bones[name].xy_px for name in HAND.names])
    # A tenth of a pixel of what the network sees; on a larger film that is more of its pixels.
    bound = 0.1 * max(1.0, max(film.shape) / 256)
    assert np.abs(found - points).max() < bound


def test_a_batch_gives_what_single_films_give() -> None:
    films = [hand_film(640, 500), hand_film(500, 640), hand_film(700, 700, np.uint16)]
    places = [(film.shape, points) for film, points in films]
    asked = [film_of_array(film, Sex.FEMALE) for film, _ in films]
    together = Predictor(DrawnNetwork(places, 256)).read_batch(asked)
    alone = Predictor(DrawnNetwork(places, 256))
    for one, film in zip(together, asked, strict=True):
        other = alone.read(film)
        assert one.digests == other.digests and one.score == other.score
        for name in HAND.names:
            assert one.bones[name].xy_px == pytest.approx(other.bones[name].xy_px, abs=1e-3)
    assert Predictor(DrawnNetwork([], 256)).read_batch([]) == []


def test_eight_and_sixteen_bits_of_one_film_look_alike_to_the_network() -> None:
    film, points = hand_film(600, 500)
    network = DrawnNetwork([(film.shape, points)] * 3, 256)
    predictor = Predictor(network)
    for deep in (film, film.astype(np.uint16) * 257, np.uint16(film * (4095 / 255))):
        predictor.read(deep)
    eight, sixteen, twelve = (seen.astype(int) for seen in network.seen)
    assert abs(eight - sixteen).max() <= 1
    assert abs(eight - twelve).max() <= 1


def test_score_is_the_most_probable_stages_and_the_interval_the_distributions() -> None:
    film, points = hand_film(600, 500)
    reading = Predictor(DrawnNetwork([(film.shape, points)], 256)).read(film, "M")
    stages = {name: bone.stage for name, bone in reading.bones.items()}
    assert set(stages.values()) == {"F"}
    total = total_score(STANDARD, Sex.MALE, stages).total
    assert reading.score == total
    assert reading.bone_age_months == bone_age(STANDARD, Sex.MALE, total).age_months
    low, high = reading.interval_months or (None, None)
    assert low is not None and high is not None and low < high
    assert low <= (reading.age_median_months or 0) <= high
    # A fifth of the mass lies a stage lower, none higher.
    assert reading.age_mean_months is not None and reading.bone_age_months is not None
    assert reading.age_mean_months < reading.bone_age_months
    assert reading.verdict == "ok" and reading.reasons == ()
    assert set(reading.digests) == {"image", "model", "standard"}


def test_without_sex_there_are_stages_but_no_age() -> None:
    film, points = hand_film(600, 500)
    reading = Predictor(DrawnNetwork([(film.shape, points)], 256)).read(film)
    assert all(bone.stage == "F" for bone in reading.bones.values())
    assert reading.score is None and reading.bone_age_months is None
    assert reading.verdict == "ok" and reading.reasons[0].startswith("sex_unknown: ")


@pytest.mark.parametrize(("stage", "bound"), [(0, "below_first_row"), (8, "mature")])
def test_ends_of_the_curve_are_bounds(stage: int, bound: str) -> None:
    film, points = hand_film(600, 500)
    network = DrawnNetwork([(film.shape, points)], 256)
    network.stage = np.array([min(stage, len(STANDARD.stages[n]) - 1) for n in HAND.names])
    reading = Predictor(network).read(film, Sex.FEMALE)
    assert reading.bone_age_bound == bound and reading.bone_age_months is None
    assert reading.score is not None


def test_a_missing_bone_takes_the_bone_age_away() -> None:
    film, points = hand_film(600, 500)
    network = DrawnNetwork([(film.shape, points)], 256)
    network.hidden = ("ulna", "dp5")
    reading = Predictor(network).read(film, Sex.FEMALE)
    assert reading.bones["ulna"].xy_px is None and reading.bones["ulna"].stage is None
    assert reading.verdict == "rejected" and reading.score is None
    assert reading.bone_age_months is None and reading.interval_months is None
    assert any("bone_absent: not found: ulna, dp5" in reason for reason in reading.reasons)


def test_a_path_is_read_and_its_bytes_are_digested(tmp_path: Path) -> None:
    film, points = hand_film(600, 500)
    cv2.imwrite(str(tmp_path / "a.png"), film)
    network = DrawnNetwork([(film.shape, points)] * 2, 256)
    predictor = Predictor(network, load_standard("tw3_rus"))
    from_file = predictor.read(tmp_path / "a.png", "F")
    from_array = predictor.read(film, "F")
    assert from_file.bones == from_array.bones
    assert from_file.file_name == str(tmp_path / "a.png")
    assert from_file.digests["image"] != from_array.digests["image"]


def test_a_standard_with_other_stages_is_refused() -> None:
    with pytest.raises(ValueError, match="rus_chn"):
        Predictor(DrawnNetwork([], 256), "rus_chn")


def test_colour_and_signed_pixels_are_refused_by_name() -> None:
    predictor = Predictor(DrawnNetwork([], 256))
    with pytest.raises(ValueError, match=r"one grey plane"):
        predictor.read(np.zeros((20, 20, 3), np.uint8))
    with pytest.raises(ValueError, match=r"4 x 500 pixels"):
        predictor.read(np.zeros((500, 4), np.uint8))
