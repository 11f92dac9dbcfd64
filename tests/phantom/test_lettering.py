import numpy as np
import pytest

from boneage_kp.phantom.lettering import (
    INITIALS,
    draw_strokes,
    fill_polygon,
    text_strokes,
    text_width,
)
from boneage_kp.phantom.placement import place


def drawn(text, square=False):
    mask = np.zeros((90, 300), np.uint8)
    draw_strokes(mask, text_strokes(text), place(np.array([150.0, 45.0]), 0, 40.0), 6, 255, square)
    return mask


@pytest.mark.parametrize("letter", [*INITIALS, *"0123456789IOQUX-/:"[:-1]])
def test_every_letter_draws_something_of_its_own(letter):
    if letter == "Q":
        with pytest.raises(ValueError, match="no strokes for"):
            text_strokes("Q")
        return
    assert (drawn(letter) > 128).sum() > 60
    others = set(INITIALS + "0123456789") - {letter, "0", "O"}
    if letter not in "0O":
        assert all(not np.array_equal(drawn(letter), drawn(other)) for other in others)


@pytest.mark.parametrize("square", [True, False])
def test_text_stands_in_its_middle_and_has_its_width(square):
    mask = drawn("LEFT", square)
    rows, cols = np.nonzero(mask > 128)
    assert (cols.min() + cols.max() + 1) / 2 == pytest.approx(150, abs=1.5)
    assert (rows.min() + rows.max() + 1) / 2 == pytest.approx(45, abs=1.5)
    assert np.ptp(cols) + 1 == pytest.approx(40 * text_width("LEFT") + 6, abs=3)


def test_polygons_land_on_their_continuous_pixels():
    mask = np.zeros((20, 30), np.uint8)
    fill_polygon(mask, np.array([(4.5, 6.5), (14.5, 6.5), (14.5, 12.5), (4.5, 12.5)]))
    y, x = np.indices(mask.shape) + 0.5
    assert (mask * x).sum() / mask.sum() == pytest.approx(9.5, abs=0.2)
    assert (mask * y).sum() / mask.sum() == pytest.approx(9.5, abs=0.2)
    assert mask.sum() / 255 == pytest.approx(60, abs=25)  # OpenCV fills its outline too
