import cv2
import numpy as np
import pytest

from boneage_kp.phantom import statistics


def noisy(sd, level=100.0, size=(192, 240), seed=0):
    noise = np.random.default_rng(seed).standard_normal(size) * sd + level
    return np.clip(np.rint(noise), 0, 255).astype(np.uint8)


def test_intensity_of_a_known_film():
    image = np.zeros((100, 200), np.uint8)
    image[:, 100:] = 200
    image[:5, 100:] = 255
    found = statistics.film_statistics(image)
    assert found["share_black"] == pytest.approx(0.5)
    assert found["share_white"] == pytest.approx(0.025)
    assert found["grey_mean"] == pytest.approx(0.475 * 200 + 0.025 * 255)
    assert (found["grey_p01"], found["dynamic_range"]) == (0.0, 255.0)


@pytest.mark.parametrize("sd", [2.0, 5.0])
def test_noise_is_measured_on_slopes_too(sd):
    slope = np.linspace(60, 160, 240)[None, :]
    image = np.clip(noisy(sd) - 100.0 + slope, 0, 255).astype(np.uint8)
    assert statistics.noise_sd(image.astype(np.float32)) == pytest.approx(sd, rel=0.12)


def test_noise_passes_over_clipped_ground():
    image = noisy(4.0)
    image[:, :150] = 0
    assert statistics.noise_sd(image.astype(np.float32)) == pytest.approx(4.0, rel=0.15)
    assert statistics.noise_sd(np.zeros((64, 80), np.float32)) == 0.0


def test_blur_lowers_edges_and_steepens_the_spectrum():
    sharp = noisy(20.0)
    soft = cv2.GaussianBlur(sharp, (0, 0), 1.5)
    a, b = statistics.film_statistics(sharp), statistics.film_statistics(soft)
    assert b["edge_fine"] < 0.6 * a["edge_fine"]
    assert a["spectrum_slope"] == pytest.approx(0.0, abs=0.25)
    assert b["spectrum_slope"] < -2.0


def test_hand_contrast_looks_into_the_box():
    image = np.full((100, 140), 30, np.uint8)
    image[40:60, 60:90] = 180
    assert statistics.film_statistics(image)["hand_contrast"] == 0.0
    assert statistics.film_statistics(image, (55, 35, 95, 65))["hand_contrast"] == 150.0
    with pytest.raises(ValueError, match="outside a film"):
        statistics.film_statistics(image, (200, 200, 300, 300))


def test_twelve_bits_are_on_the_same_scale():
    image = noisy(5.0)
    deep = np.rint(image * (4095 / 255)).astype(np.uint16)
    eight, twelve = statistics.film_statistics(image), statistics.film_statistics(deep)
    assert twelve["grey_mean"] == pytest.approx(eight["grey_mean"], abs=0.05)
    with pytest.raises(ValueError, match="uint8 or 12-bit uint16"):
        statistics.film_statistics(image.astype(np.float32))


def test_at_size_sets_the_long_side():
    assert statistics.at_size(noisy(1.0), 120).shape == (96, 120)


def test_share_inside():
    phantoms = [{"grey_mean": float(v)} for v in range(101)]
    films = [{"grey_mean": v} for v in (-5.0, 50.0, 60.0, 99.8)]
    assert statistics.share_inside(phantoms, films) == {"grey_mean": 0.5}
    with pytest.raises(ValueError, match="got 101 and 0"):
        statistics.share_inside(phantoms, [])
