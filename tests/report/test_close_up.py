"""Close-ups: the plate in the middle, the finger tip up, at any turn, size and border."""

from dataclasses import replace

import numpy as np
import pytest

from boneage_kp.report.close_up import SIDE_PX, close_ups, finger_direction
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneReading, HandReading
from tests.report.readings import usual_points, usual_reading

FILM_HW = (900, 800)


def turned_reading(turn_deg: float) -> HandReading:
    turn = Affine.rotation(turn_deg, (400, 450))
    points = turn(usual_points(FILM_HW))
    reading = usual_reading(FILM_HW)
    bones = {
        name: replace(reading.bones[name], xy_px=(float(x), float(y)))
        for name, (x, y) in zip(HAND.names, points, strict=True)
    }
    return replace(reading, bones=bones)


@pytest.mark.parametrize("turn_deg", [0, 33, 90, 200])
@pytest.mark.parametrize("factor", [0.3, 1, 3])
def test_plate_in_the_middle_and_tip_up(turn_deg: float, factor: float) -> None:
    reading = turned_reading(turn_deg)
    bones = {
        n: replace(b, xy_px=tuple(factor * np.array(b.xy_px))) for n, b in reading.bones.items()
    }
    hw = (round(factor * FILM_HW[0]), round(factor * FILM_HW[1]))
    pictures = close_ups(np.zeros(hw, np.uint8), replace(reading, bones=bones))
    assert list(pictures) == list(HAND.names)
    for name, picture in pictures.items():
        assert picture.grey.shape == (SIDE_PX, SIDE_PX)
        middle = picture.from_film(np.array(bones[name].xy_px))
        np.testing.assert_allclose(middle, SIDE_PX / 2, atol=1e-6)
    for lower, upper in (("pp3", "mp3"), ("mp5", "dp5"), ("mc1", "pp1")):
        way = pictures[lower].from_film(np.array(bones[upper].xy_px)) - SIDE_PX / 2
        # Shrinking works on whole pixels, so that a small cut may be stretched by a per cent.
        assert way[1] < 0 and abs(way[0]) < 0.05 * abs(way[1])


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_a_dot_on_the_film_lands_where_the_transform_says(factor: float) -> None:
    hw = (round(FILM_HW[0] * factor), round(FILM_HW[1] * factor))
    reading = usual_reading(hw)
    film = np.zeros(hw, np.uint8)
    x, y = (int(v) for v in np.array(reading.bones["pp3"].xy_px) + (6 * factor, -4 * factor))
    film[y - 2 : y + 3, x - 2 : x + 3] = 200
    picture = close_ups(film, reading)["pp3"]
    expected = picture.from_film(np.array([x + 0.5, y + 0.5]))
    rows, columns = np.nonzero(picture.grey > 100)
    found = np.array([columns.mean() + 0.5, rows.mean() + 0.5])
    np.testing.assert_allclose(found, expected, atol=1.2)


def test_bones_at_the_border_and_deep_films() -> None:
    reading = usual_reading(FILM_HW)
    bones = dict(reading.bones) | {"dp3": replace(reading.bones["dp3"], xy_px=(0.5, 899.5))}
    film = np.random.default_rng(0).integers(0, 4096, FILM_HW).astype(np.uint16)
    pictures = close_ups(film, replace(reading, bones=bones))
    assert pictures["dp3"].grey.dtype == np.uint8 and pictures["radius"].grey.max() > 200


def test_missing_neighbours_leave_the_next_best_direction() -> None:
    at = {name: np.array(xy) for name, xy in zip(HAND.names, usual_points(FILM_HW), strict=True)}
    whole = finger_direction("mp3", at)
    without_tip = finger_direction("mp3", {n: xy for n, xy in at.items() if n != "dp3"})
    assert whole @ without_tip > 0.95
    np.testing.assert_array_equal(finger_direction("mp3", {"mp3": at["mp3"]}), (0, -1))


def test_no_length_no_close_ups() -> None:
    one = {"mp3": BoneReading((5.0, 5.0), 0.9, "F", {"F": 1.0})}
    assert close_ups(np.zeros(FILM_HW, np.uint8), usual_reading(bones=one)) == {}
