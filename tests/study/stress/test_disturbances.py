"""Disturbances: where a painted dot goes is where the map says, and grey values do as named."""

import numpy as np
import pytest

from boneage_kp.study.stress.disturbed import Disturbance, Disturbed
from boneage_kp.study.stress.table import DISTURBANCES, chosen

DOT = (31.5, 52.5)  # centre of pixel (31, 52)
STEPS = [(kind, strength, step) for kind, own in DISTURBANCES.items() for strength, step in own]
FILM_HW = (960, 800)  # blur is told in pixels of a film of 1024
MOVING = ("turn", "flip", "down-scaling", "crop")
MOVED = [step for step in STEPS if step[0] in MOVING]
TONES = [step for step in STEPS if step[0] not in MOVING]


def _name(value: object) -> str:
    return value if isinstance(value, str) else ""


def dotted(height: int = 96, width: int = 80) -> np.ndarray:
    film = np.full((height, width), 20, np.uint8)
    film[50:55, 29:34] = 220  # its middle is DOT
    return film


def centre(done: Disturbed) -> np.ndarray:
    weight = np.clip(done.grey.astype(float) - 60, 0, None)
    rows, columns = np.mgrid[: weight.shape[0], : weight.shape[1]] + 0.5
    return np.array([(columns * weight).sum(), (rows * weight).sum()]) / weight.sum()


@pytest.mark.parametrize(("kind", "strength", "step"), MOVED, ids=_name)
def test_the_dot_is_where_the_map_says(kind: str, strength: str, step: Disturbance) -> None:
    done = step(dotted(), np.random.default_rng(0))
    there = done.from_film(np.array(DOT))
    # At an eighth of the size the dot is less than a pixel; its grey centre is as good as that.
    bound = 0.6 if strength == "×0.125" else 0.25
    assert np.abs(centre(done) - there).max() < bound
    np.testing.assert_allclose(done.from_film.inverse()(there), DOT, atol=1e-9)
    height, width = done.grey.shape
    assert 0 <= there[0] <= width and 0 <= there[1] <= height


@pytest.mark.parametrize(
    ("kind", "strength", "step"),
    [s for s in STEPS if s[0] not in MOVING],
    ids=lambda v: str(v)[:12],
)
def test_tones_change_grey_and_move_nothing(kind: str, strength: str, step: Disturbance) -> None:
    film = np.random.default_rng(3).integers(60, 190, FILM_HW).astype(np.uint8)
    before = film.copy()
    done = step(film, np.random.default_rng(0))
    assert done.grey.dtype == np.uint8 and done.grey.shape == film.shape
    assert (film == before).all() and (done.grey != film).mean() > 0.3
    np.testing.assert_array_equal(done.from_film(np.array(DOT)), DOT)


def test_strengths_rise() -> None:
    film = np.random.default_rng(3).integers(60, 190, FILM_HW).astype(np.uint8)
    rng = np.random.default_rng(0)
    for kind in ("brighter", "darker", "more contrast", "less contrast", "blur", "noise", "JPEG"):
        changes = [
            np.abs(step(film, rng).grey.astype(int) - film).mean() for _, step in DISTURBANCES[kind]
        ]
        assert changes == sorted(changes) and changes[0] > 0, kind


def test_quarter_turns_and_flips_interpolate_nothing() -> None:
    film, rng = dotted(), np.random.default_rng(0)
    turns = dict(DISTURBANCES["turn"])
    np.testing.assert_array_equal(turns["90°"](film, rng).grey, np.rot90(film, -1))
    np.testing.assert_array_equal(turns["180°"](film, rng).grey, film[::-1, ::-1])
    flips = dict(DISTURBANCES["flip"])
    np.testing.assert_array_equal(flips["left-right"](film, rng).grey, film[:, ::-1])
    np.testing.assert_array_equal(flips["up-down"](film, rng).grey, film[::-1])


def test_kinds_are_chosen_by_name() -> None:
    assert list(chosen("blur, turn")) == ["blur", "turn"] and len(chosen(None)) == len(DISTURBANCES)
    with pytest.raises(ValueError, match="'fog' is unknown; known: turn"):
        chosen("fog")
