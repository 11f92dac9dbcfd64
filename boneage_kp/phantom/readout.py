"""What detectors, plates and film scanners leave in the picture: grain, lines, stripes, dust."""

import cv2
import numpy as np

from boneage_kp.phantom.exposure import correlated
from boneage_kp.phantom.film_parameters import Roll
from boneage_kp.phantom.lettering import draw_strokes
from boneage_kp.phantom.placement import Scene, add_masked, place


def add_structure_noise(depth: np.ndarray, roll: Roll) -> None:
    """Film grain and plate structure: 0.3-2 % of a hand's range, alike over 2-3 pixels.

    depth:  (H, W) float32 optical depth, changed in place.
    """
    height, width = depth.shape
    noise = roll.rng.standard_normal(((height + 1) // 2, (width + 1) // 2), dtype=np.float32)
    noise = correlated(noise, roll.uniform(0.0, 0.8))
    grain = cv2.resize(noise, (width, height), interpolation=cv2.INTER_LINEAR)
    cv2.scaleAdd(grain, roll.strength * roll.log_uniform(0.003, 0.016), depth, depth)


def add_detector_lines(depth: np.ndarray, roll: Roll) -> None:
    """Row and column faults: a faint grid, bands of read-out blocks, a few dead lines."""
    lengths = depth.shape
    for axis in (0, 1):
        n = lengths[axis]
        place_px = np.arange(n, dtype=np.float32)
        offset = np.zeros(n, np.float32)
        if roll.chance(0.5):
            period = roll.log_uniform(2.5, 40.0)
            wave = np.sin(place_px * np.float32(2 * np.pi / period))
            offset += np.float32(roll.log_uniform(0.0015, 0.01)) * wave
        if roll.chance(0.4):
            blocks = roll.rng.standard_normal(9).astype(np.float32) * np.float32(0.008)
            offset += blocks[(np.arange(n) * 8) // n]
        for at in roll.rng.integers(n, size=int(roll.rng.poisson(0.5))):
            offset[at] += np.float32(roll.sign() * roll.log_uniform(0.02, 0.3))
        offset *= np.float32(roll.strength)
        depth += offset[:, None] if axis == 0 else offset[None, :]


def add_scan_stripes(grey: np.ndarray, roll: Roll) -> None:
    """A film scanner's dirty or uneven sensor: stripes along the feed, over blocks and all.

    grey:  (H, W) float32 grey levels, changed in place.
    """
    along_columns = roll.chance(0.9)
    n = grey.shape[1] if along_columns else grey.shape[0]
    fine = roll.rng.standard_normal((1, n), dtype=np.float32)
    offset = fine * np.float32(0.5)
    for share, weight in ((0.004, 1.2), (0.02, 1.5), (0.1, 1.0)):
        sigma = max(share * n, 0.6)
        smooth = cv2.GaussianBlur(fine, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
        offset = offset + smooth * np.float32(weight * np.sqrt(sigma))
    profile = offset[0] * np.float32(roll.strength * roll.log_uniform(0.4, 3.0))
    grey += profile[None, :] if along_columns else profile[:, None]


def add_readout_noise(grey: np.ndarray, roll: Roll) -> None:
    """White noise of a scanner or converter, 0.15-1.2 grey levels, the same in light and dark."""
    noise = roll.rng.standard_normal(grey.shape, dtype=np.float32)
    cv2.scaleAdd(noise, roll.strength * roll.log_uniform(0.15, 1.2), grey, grey)


def add_dust(grey: np.ndarray, scene: Scene, roll: Roll) -> None:
    """Dust, hairs and scratches: small marks lighter or darker than what they lie on."""
    height, width = scene.size_hw
    whole = place(np.zeros(2), 0.0)
    for value in (roll.uniform(30, 160), -roll.uniform(20, 90)):
        mask = np.zeros(scene.size_hw, np.uint8)
        for _ in range(int(roll.rng.poisson(4 * roll.strength))):
            at = np.array([roll.uniform(0, width), roll.uniform(0, height)])
            length = max(scene.mm(roll.log_uniform(0.2, 6.0)), 0.3)
            heading = roll.uniform(0, 2 * np.pi) + np.cumsum(roll.rng.normal(0, 0.4, 4))
            steps = np.column_stack([np.cos(heading), np.sin(heading)]) * length / 4
            curve = np.vstack([at, at + np.cumsum(steps, axis=0)])
            thick = max(1.0, scene.mm(roll.uniform(0.05, 0.3)))
            draw_strokes(mask, [curve], whole, thick, int(roll.rng.integers(90, 256)))
        add_masked(grey, mask, value)


def add_salt(grey: np.ndarray, roll: Roll) -> None:
    """Single pixels at full black or white."""
    share = roll.strength * roll.log_uniform(2e-5, 1.5e-3)
    count = int(roll.rng.poisson(share * grey.size))
    where = roll.rng.integers(grey.size, size=count)
    white = roll.rng.random(count) < roll.uniform(0.2, 1.0)
    grey.reshape(-1)[where] = np.where(white, np.float32(255), np.float32(0))
