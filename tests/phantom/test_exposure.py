import numpy as np
import pytest

from boneage_kp.phantom import exposure
from boneage_kp.phantom.film_parameters import Roll
from boneage_kp.phantom.parts import PathMaps

H, W = 60, 84


def slab(cortical_mm=0.0, trabecular_mm=0.0, soft_mm=0.0):
    paths = PathMaps.empty((H, W))
    paths.cortical_mm[...] = cortical_mm
    paths.trabecular_mm[...] = trabecular_mm
    paths.soft_mm[...] = soft_mm
    return paths


def roll(seed=0, strength=1.0):
    return Roll(np.random.default_rng(seed), strength)


def test_open_beam_passes_whole_and_metal_follows_beer_lambert():
    paths = slab()
    paths.metal[10:20, :] = 1.25
    signal = exposure.transmitted(paths, exposure.beam())
    assert signal[0, 0] == pytest.approx(1.0, abs=1e-5)
    assert signal[15, 5] == pytest.approx(np.exp(-1.25), rel=1e-5)


@pytest.mark.parametrize(("kvp", "cortical", "soft"), [(50.0, 1.976, 0.349), (60.0, 1.580, 0.312)])
def test_one_millimetre_of_adult_cortex_behind_20_mm_of_tissue(kvp, cortical, soft):
    """The contrast worked by hand from the tabulated effective coefficients (per cm)."""
    through = exposure.beam(kvp, bone_density=1.0)
    tissue = exposure.transmitted(slab(soft_mm=20.0), through)[0, 0]
    bone = exposure.transmitted(slab(cortical_mm=1.0, soft_mm=19.0), through)[0, 0]
    by_hand = 1.0 - np.exp(-(cortical - soft) * 0.1)
    assert 1.0 - bone / tissue == pytest.approx(by_hand, rel=0.03)


def test_beam_hardens_by_the_tabulated_fall_over_3_mm():
    through = exposure.beam(50.0, bone_density=1.0)
    tissue = exposure.transmitted(slab(soft_mm=20.0), through)[0, 0]
    bone = exposure.transmitted(slab(cortical_mm=3.0, soft_mm=20.0), through)[0, 0]
    assert -np.log(bone / tissue) / 0.3 == pytest.approx(1.807, rel=0.01)


def test_trabecular_bone_lies_between_tissue_and_cortex():
    through = exposure.beam(50.0, bone_density=1.0)
    background = exposure.transmitted(slab(soft_mm=20.0), through)[0, 0]
    bone = exposure.transmitted(slab(trabecular_mm=1.0, soft_mm=20.0), through)[0, 0]
    assert -np.log(bone / background) / 0.1 == pytest.approx(0.596, rel=0.02)


def test_a_childs_cortex_attenuates_15_percent_less():
    adult, child = exposure.beam(50.0, 1.0), exposure.beam(50.0)
    ratio = np.array(child.cortical_per_mm) / np.array(adult.cortical_per_mm)
    assert ratio == pytest.approx([0.85, 0.85])


def test_noise_falls_with_the_square_root_of_the_dose():
    flat = np.ones((200, 230), np.float32)
    sd = [
        float(exposure.add_quantum_noise(flat, 0.15, 50.0, kerma, roll(2)).std())
        for kerma in (5.0, 40.0)
    ]
    assert sd[0] / sd[1] == pytest.approx(np.sqrt(8.0), rel=0.02)
    assert 1.0 / sd[1] == pytest.approx(86.0, rel=0.06)  # SNR per 0.15 mm pixel at 40 uGy


def test_noise_follows_the_signal():
    signal = np.full((200, 230), 0.25, np.float32)
    dark = exposure.add_quantum_noise(signal, 0.15, 50.0, 10.0, roll(4)).std()
    bright = exposure.add_quantum_noise(signal * 4, 0.15, 50.0, 10.0, roll(4)).std()
    assert bright / dark == pytest.approx(2.0, rel=0.02)


@pytest.mark.parametrize("sigma_px", [0.5, 0.9, 2.0])
def test_correlated_noise_keeps_its_variance(sigma_px):
    noise = np.random.default_rng(1).standard_normal((300, 340), dtype=np.float32)
    assert exposure.correlated(noise, sigma_px).std() == pytest.approx(1.0, rel=0.05)


@pytest.mark.parametrize("spread", [0.8, 7.0, 30.0])
def test_blur_keeps_the_mean(spread):
    signal = np.zeros((120, 168), np.float32)
    signal[50:70, 70:100] = 1.0
    blurred = exposure.wide_blur(signal, spread)
    assert blurred.mean() == pytest.approx(signal.mean(), rel=0.03)
    assert blurred.max() < 1.0 + 1e-6
    sharp = exposure.blur(signal, 0.15, roll(3, 2.0))
    assert sharp.mean() == pytest.approx(signal.mean(), rel=1e-3)
    assert not np.array_equal(sharp, signal)


def test_wide_blur_does_not_move_content():
    signal = np.zeros((256, 256), np.float32)
    signal[96:100, 160:164] = 1.0  # a whole cell of the shrunken map
    blurred = exposure.wide_blur(signal, 12.0)
    y, x = np.indices(signal.shape)
    assert (blurred * x).sum() / blurred.sum() == pytest.approx(161.5, abs=0.05)
    assert (blurred * y).sum() / blurred.sum() == pytest.approx(97.5, abs=0.05)


def test_scatter_fills_shadows_and_leaves_flat_fields():
    flat = np.full((H, W), 0.7, np.float32)
    assert exposure.add_scatter(flat, 0.25, roll(1)) == pytest.approx(flat, abs=1e-5)
    shadow = flat.copy()
    shadow[20:40, 30:50] = 0.1
    lit = exposure.add_scatter(shadow, 0.25, roll(1))
    assert lit[30, 40] > 0.13


def test_heel_is_gentle_and_centred():
    gradient = exposure.heel_gradient((H, W), roll(8))
    assert gradient.shape == (H, W)
    assert gradient.mean() == pytest.approx(1.0, abs=0.03)
    assert 0.02 < gradient.max() - gradient.min() < 0.4


def test_log_response_is_optical_depth():
    assert exposure.log_response(np.array([[1.0, np.exp(-2.0)]], np.float32)) == pytest.approx(
        np.array([[0.0, 2.0]]), abs=1e-5
    )
