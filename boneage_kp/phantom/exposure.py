"""From path lengths to the detector's signal: attenuation, heel, scatter, blur and quantum noise.

Two energies stand for the spectrum. Their coefficients are fitted to effective values behind
20 mm of tissue, 2.7 mm Al, W anode, CsI detector (composition ICRU-44, mass coefficients as in
NIST/Elam tables, spectra SpekPy 2.5.4): the mean is the thin-layer value, the spread follows from
the fall to the 3 mm average, so that beam hardening comes out of the sum.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from boneage_kp.phantom.film_parameters import Roll
from boneage_kp.phantom.parts import PathMaps

_KVP = np.array([45.0, 50.0, 55.0, 60.0])
# per cm: (behind a thin layer, averaged over 3 mm), one row per tube voltage
_CORTICAL = np.array([(2.2962, 2.0992), (1.9759, 1.807), (1.7481, 1.6003), (1.5795, 1.4477)])
_SOFT = np.array([(0.3781, 0.3760), (0.3486, 0.3468), (0.3274, 0.3259), (0.3116, 0.3102)])
_MARROW = np.array([(0.3369, 0.3356), (0.3134, 0.3123), (0.2965, 0.2955), (0.2838, 0.2829)])
_BONE_VOLUME_OF_TRABECULAR = 0.17  # HR-pQCT of the radius, 15-22 years
CHILD_BONE_DENSITY = 0.85  # of adult cortical density, from pQCT in children (estimate)
_PHOTONS_PER_MM2_PER_UGY = np.array([12300.0, 13544.0, 14687.0, 15731.0])
_DETECTIVE_EFFICIENCY = 0.6
_DARKEST_SIGNAL = 1e-3  # of the open beam; what leakage and read-out leave


@dataclass(frozen=True)
class Beam:
    """Attenuation per mm at the two energies (low, high), and their shares of the open signal."""

    kvp: float
    cortical_per_mm: tuple[float, float]
    trabecular_per_mm: tuple[float, float]
    soft_per_mm: tuple[float, float]
    shares: tuple[float, float]


def beam(kvp: float = 50.0, bone_density: float = CHILD_BONE_DENSITY) -> Beam:
    """The beam at a tube voltage of 45 to 60 kVp; `bone_density` is relative to an adult's."""
    cortical, soft, marrow = (_two_energies(kvp, table) for table in (_CORTICAL, _SOFT, _MARROW))
    bone = bone_density * cortical
    trabecular = _BONE_VOLUME_OF_TRABECULAR * bone + (1 - _BONE_VOLUME_OF_TRABECULAR) * marrow
    open_beam = np.exp(2.0 * soft)  # equal shares behind 20 mm of tissue, by construction
    shares = open_beam / open_beam.sum()
    return Beam(kvp, _pair(bone / 10), _pair(trabecular / 10), _pair(soft / 10), _pair(shares))


def _pair(values: np.ndarray) -> tuple[float, float]:
    return float(values[0]), float(values[1])


def _two_energies(kvp: float, table: np.ndarray) -> np.ndarray:
    """(low, high) coefficients per cm: mean as tabulated, variance from the fall over 3 mm."""
    thin, averaged = (float(np.interp(kvp, _KVP, table[:, k])) for k in (0, 1))
    spread = np.sqrt(2.0 * (thin - averaged) / 0.3)
    return np.array([thin + spread, thin - spread])


def transmitted(paths: PathMaps, through: Beam) -> np.ndarray:
    """Signal behind the hand as a share of the open beam: (H, W) float32 in (0, 1]."""
    signal = np.zeros_like(paths.soft_mm)
    for energy, share in enumerate(through.shares):
        depth = cv2.addWeighted(
            paths.cortical_mm,
            through.cortical_per_mm[energy],
            paths.trabecular_mm,
            through.trabecular_per_mm[energy],
            -float(np.log(share)),
        )
        cv2.scaleAdd(paths.soft_mm, through.soft_per_mm[energy], depth, depth)
        cv2.add(depth, paths.metal, depth)
        signal += cv2.exp(np.negative(depth, out=depth))
    return signal


def heel_gradient(size_hw: tuple[int, int], roll: Roll) -> np.ndarray:
    """The tube's uneven output, weaker towards the anode: (H, W) float32 around 1."""
    height, width = size_hw
    angle = roll.uniform(0.0, 2 * np.pi)
    fall = roll.strength * roll.uniform(0.03, 0.2)
    y = np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None]
    x = np.linspace(-0.5, 0.5, width, dtype=np.float32)[None, :]
    slope = np.float32(fall * np.sin(angle)) * y + np.float32(fall * np.cos(angle)) * x
    bulge = np.float32(roll.strength * roll.uniform(0.0, 0.1)) * (x * x + y * y)
    return np.clip(1.0 + slope - bulge, 0.2, None)


def add_scatter(signal: np.ndarray, spacing_mm: float, roll: Roll) -> np.ndarray:
    """Lay scattered light over the primary: 8-22 % of the total, spread over 8-15 mm (estimate)."""
    fraction = min(0.6, roll.strength * roll.uniform(0.08, 0.22))
    spread_px = roll.uniform(8.0, 15.0) / spacing_mm
    haze = wide_blur(signal, spread_px)
    return cv2.addWeighted(signal, 1.0 - fraction, haze, fraction, 0.0)


def wide_blur(image: np.ndarray, sigma_px: float) -> np.ndarray:
    """Gaussian blur of any width at the cost of a narrow one: shrink, blur, enlarge.

    Edges are mirrored, so a flat image stays flat.
    """
    height, width = image.shape
    step = max(1, int(sigma_px / 2.5))
    small_wh = (max(2, round(width / step)), max(2, round(height / step)))
    small = cv2.resize(image, small_wh, interpolation=cv2.INTER_AREA) if step > 1 else image
    sigma_xy = (sigma_px * small_wh[0] / width, sigma_px * small_wh[1] / height)
    mirrored = cv2.BORDER_REFLECT
    small = cv2.GaussianBlur(small, (0, 0), sigma_xy[0], None, sigma_xy[1], mirrored)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


def blur(signal: np.ndarray, spacing_mm: float, roll: Roll) -> np.ndarray:
    """Detector and focus: sigma about 0.094 mm (100 um CR plate), wider on old plates."""
    sigma_px = roll.strength * roll.log_uniform(0.07, 0.26) / spacing_mm
    if sigma_px < 0.15:  # a kernel so narrow is the identity in float32
        return signal
    return cv2.GaussianBlur(signal, (0, 0), sigma_px)


def add_quantum_noise(
    signal: np.ndarray, spacing_mm: float, kvp: float, kerma_ugy: float, roll: Roll
) -> np.ndarray:
    """Photon noise: variance follows the signal, neighbours share some of it.

    signal:     (H, W) float32, share of the open beam.
    kerma_ugy:  open-field kerma at the detector; a hand takes 3-60.
    """
    photons_per_mm2 = float(np.interp(kvp, _KVP, _PHOTONS_PER_MM2_PER_UGY)) * kerma_ugy
    per_pixel = photons_per_mm2 * _DETECTIVE_EFFICIENCY * spacing_mm**2
    noise = roll.rng.standard_normal(signal.shape, dtype=np.float32)
    noise = correlated(noise, roll.uniform(0.0, 0.12) / spacing_mm)
    noise *= cv2.sqrt(np.maximum(signal, 0.0)) * np.float32(roll.strength / np.sqrt(per_pixel))
    return noise + signal


def correlated(noise: np.ndarray, sigma_px: float) -> np.ndarray:
    """White noise of unit variance made smooth over `sigma_px`, its variance kept."""
    if sigma_px < 0.3:
        return noise
    size = 2 * int(np.ceil(3 * sigma_px)) + 1
    kernel = cv2.getGaussianKernel(size, sigma_px, cv2.CV_32F)
    kernel = kernel / np.sqrt(float((kernel**2).sum()))
    return cv2.sepFilter2D(noise, cv2.CV_32F, kernel, kernel)


def log_response(signal: np.ndarray) -> np.ndarray:
    """What detectors and films answer to: optical depth, 0 in the open beam, rising with tissue."""
    depth = cv2.log(np.maximum(signal, np.float32(_DARKEST_SIGNAL)))
    return np.negative(depth, out=depth)
