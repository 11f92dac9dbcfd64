"""Bright bone and dark bone are told apart, whatever margins the film has."""

import numpy as np
import pytest

from boneage_kp.engine.polarity import is_inverted
from boneage_kp.phantom.generate import generate
from boneage_kp.phantom.parameters import PhantomParameters
from tests.engine.test_finder import bright_hand

PARAMETERS = PhantomParameters.from_mapping({"size_px": 320, "film.inverted.probability": 0.0})


def test_white_margins_do_not_make_a_film_inverted() -> None:
    film, points = bright_hand()
    framed = np.full_like(film, 255)
    x0, y0 = np.floor(points.min(axis=0)).astype(int) - 30
    x1, y1 = np.ceil(points.max(axis=0)).astype(int) + 30
    framed[y0:y1, x0:x1] = film[y0:y1, x0:x1]
    assert not is_inverted(framed, points)
    assert is_inverted(255 - framed, points)


@pytest.mark.parametrize("index", range(24))
def test_phantoms_of_either_polarity(index: int) -> None:
    phantom = generate(PARAMETERS, 31, index)
    points = [bone.xy_px for bone in phantom.record.bones.values() if bone.xy_px is not None]
    xy_px = np.array(points)
    # As far off as a coarse pass is.
    error_px = 0.012 * np.ptp(xy_px, axis=0).max()
    xy_px = xy_px + np.random.default_rng(index).normal(0, error_px, xy_px.shape)
    assert not is_inverted(phantom.image, xy_px)
    assert is_inverted(255 - phantom.image, xy_px)


def test_points_off_the_film_do_not_vote() -> None:
    film, points = bright_hand()
    cut = film[:, : int(np.median(points[:, 0]))]
    assert not is_inverted(cut, points)
    assert is_inverted(255 - cut, points)
