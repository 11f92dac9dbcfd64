from dataclasses import replace

import numpy as np

from boneage_kp.phantom.film_parameters import Nuisance
from boneage_kp.phantom.framing import frame_hand
from boneage_kp.phantom.generate import arrange
from boneage_kp.phantom.parameters import PhantomParameters, PoseParameters
from tests.phantom.hands_for_tests import hand

BASE = PhantomParameters(size_px=512)


def framings(pose, count=60):
    return [arrange(replace(BASE, pose=pose), 1, i).framing for i in range(count)]


def test_hands_fill_what_is_declared():
    def fill(framing):
        x0, y0, x1, y1 = framing.hand_box_px
        return max((x1 - x0) / framing.size_hw[1], (y1 - y0) / framing.size_hw[0])

    usual = [fill(f) for f in framings(replace(PoseParameters(), small_hand=Nuisance(0.0)))]
    small = [fill(f) for f in framings(replace(PoseParameters(), small_hand=Nuisance(1.0)))]
    assert 0.6 < np.median(usual) < 0.95
    assert min(small) > 0.3 and np.median(small) < 0.72


def test_any_turn_reaches_all_round_and_films_follow():
    turned = framings(replace(PoseParameters(), any_turn=Nuisance(1.0)), 120)
    turns = np.array([f.turn_deg for f in turned])
    counts, _ = np.histogram(turns, bins=4, range=(-180, 180))
    assert counts.min() > 12
    for f in turned:
        across = 50 < abs(f.turn_deg) % 180 < 130
        assert across == (f.size_hw[1] > f.size_hw[0]) or 40 < abs(f.turn_deg) % 90 < 50


def test_spacing_is_the_scale_of_the_map():
    laid, _ = hand()
    framing = frame_hand(laid, 700, {})
    assert framing.spacing_mm == 1.0 / framing.hand_to_film.scale
    assert max(framing.size_hw) == 700 and framing.side == "left"
    tip = framing.hand_to_film(laid.bones["dp3"].end_mm)
    wrist = framing.hand_to_film(laid.bones["radius"].end_mm)
    assert tip[1] < wrist[1]  # fingers up
    thumb = framing.hand_to_film(laid.bones["dp1"].end_mm)
    assert thumb[0] > wrist[0]  # a left hand, palm down
