"""Grey on 0 to 255: the same for training and for reading, at any depth of the file."""

import numpy as np
import pytest

from boneage_kp.film.grey import as_grey_255


@pytest.mark.parametrize("bits", [10, 12, 14, 16])
def test_the_brightest_pixel_of_any_depth_is_255(bits: int) -> None:
    film = np.array([[0, 2**bits - 1], [2 ** (bits - 1), 1]], np.uint16)
    grey = as_grey_255(film)
    assert grey.dtype == np.float32
    assert grey[0, 0] == 0 and grey[0, 1] == pytest.approx(255)
    assert 0 < grey[1, 1] < 1  # nothing is cut off


def test_eight_bits_stay_as_they_are() -> None:
    film = np.array([[3, 200]], np.uint8)
    assert as_grey_255(film) is film
