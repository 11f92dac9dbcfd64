"""Greys for viewing: worked out once a grey, the very pixels that working out each would give."""

import numpy as np
import pytest

from boneage_kp.report.stretch import stretched


def plainly(grey: np.ndarray, bone: np.ndarray | None) -> np.ndarray:
    low, high = np.percentile(grey, [1.0, 99.7])
    if bone is not None:
        high = min(high, np.percentile(bone, 98.0))
    return np.rint(235 * np.clip((grey - low) / max(high - low, 1e-6), 0, 1)).astype(np.uint8)


@pytest.mark.parametrize(("dtype", "top"), [(np.uint8, 256), (np.uint16, 4096), (np.uint16, 65536)])
@pytest.mark.parametrize("shape", [(31, 9), (310, 290)])
def test_a_film_and_a_cut_of_it(dtype: type, top: int, shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(top + shape[0])
    film = (top * rng.beta(2, 5, (shape[0] + 6, shape[1] + 3))).astype(dtype)
    cut = film[2:-4, 1:-2]
    assert cut.shape == shape and not cut.flags.c_contiguous
    for bone in (None, cut[:8].ravel()):
        np.testing.assert_array_equal(stretched(cut, bone), plainly(cut, bone))


def test_one_grey_alone_is_black() -> None:
    assert stretched(np.full((20, 30), 7, np.uint8)).max() == 0
