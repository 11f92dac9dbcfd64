"""The frame round a hand: its margin, the film's edge, and nothing that depends on the size."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from boneage_kp.schema.hand_frame import MARGIN, hand_frame_px

POINTS = np.array([[400.0, 800.0], [520.0, 300.0], [300.0, 420.0]])


def test_margin_on_all_sides() -> None:
    x0, y0, x1, y1 = hand_frame_px(POINTS, (2000, 2000))
    margin = MARGIN * 500
    assert (x0, y0, x1, y1) == (300 - margin, 300 - margin, 520 + margin, 800 + margin)


def test_cut_to_the_film() -> None:
    assert hand_frame_px(POINTS, (820, 560)) == (200, 200, 560, 820)


@given(st.floats(-200, 200), st.floats(-200, 200))
def test_moves_with_the_hand(dx: float, dy: float) -> None:
    at_rest = np.array(hand_frame_px(POINTS + 1000, (4000, 4000)))
    moved = np.array(hand_frame_px(POINTS + 1000 + (dx, dy), (4000, 4000)))
    assert np.abs(moved - at_rest - (dx, dy, dx, dy)).max() <= 1
