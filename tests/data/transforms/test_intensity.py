import numpy as np
import pytest

from boneage_kp.data.transforms.intensity import RandomTone, Tone
from tests.data.transforms.test_geometric import dot_of, painted


def test_no_strength_changes_nothing():
    sample = painted()
    same = RandomTone(strength=0.0)(sample, np.random.default_rng(1))
    np.testing.assert_array_equal(same.grey, sample.grey)


def test_the_dot_stays_where_it_was():
    sample = painted()
    for seed in range(8):
        toned = RandomTone()(sample, np.random.default_rng(seed))
        assert dot_of(toned.grey) == pytest.approx(dot_of(sample.grey), abs=2.0)
        np.testing.assert_array_equal(toned.xy_px, sample.xy_px)


def test_a_seed_repeats_noise_included():
    first, again = (RandomTone()(painted(), np.random.default_rng(5)).grey for _ in range(2))
    np.testing.assert_array_equal(first, again)


def test_each_part_does_what_it_says():
    grey = painted().grey.astype(float)
    assert Tone(inverted=True)(painted()).grey.astype(float) == pytest.approx(255 - grey)
    assert Tone(offset=10)(painted()).grey.mean() == pytest.approx(grey.mean() + 10, abs=1)
    assert Tone(gamma=2)(painted()).grey.mean() < grey.mean()
    assert Tone(gain=0.5)(painted()).grey.std() == pytest.approx(grey.std() / 2, rel=0.05)
    flat = Tone(noise=5.0)(painted()).grey[200:, 160:]
    assert flat.astype(float).std() == pytest.approx(5.0, rel=0.1)
    assert Tone(blur_sigma_px=4)(painted()).grey.max() < grey.max()
