"""Spongy texture: its statistics, its joins, and that it stays where it is when a bone grows."""

import numpy as np
import pytest

from boneage_kp.phantom.texture import spongiosa


def test_mean_and_spread_do_not_depend_on_the_pitch():
    for pitch in (0.06, 0.1, 0.16):
        piece = spongiosa((400, 400), pitch, (0.2, 0.7))
        assert piece.dtype == np.float32
        assert piece.mean() == pytest.approx(0.0, abs=0.15)
        assert 0.5 < piece.std() < 1.2


def test_struts_run_along_the_bone():
    piece = spongiosa((400, 400), 0.1, (0.1, 0.3), streaked=0.7)
    along = np.corrcoef(piece[:-6].ravel(), piece[6:].ravel())[0, 1]
    across = np.corrcoef(piece[:, :-6].ravel(), piece[:, 6:].ravel())[0, 1]
    assert along > across + 0.2


def test_a_larger_piece_holds_the_smaller_one_at_the_same_place():
    small = spongiosa((50, 40), 0.1, (0.4, 0.6), (-2.0, -3.0))
    large = spongiosa((70, 60), 0.1, (0.4, 0.6), (-3.0, -4.0))
    np.testing.assert_allclose(large[10:60, 10:50], small, atol=1e-3)


def test_the_tile_joins_itself():
    piece = spongiosa((20, 1100), 0.1, (0.0, 0.0))
    steps = np.abs(np.diff(piece, axis=1))
    assert steps[:, 505:520].max() <= steps.max()
    np.testing.assert_allclose(piece[:, :500], piece[:, 512:1012], atol=1e-3)
