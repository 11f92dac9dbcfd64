"""How archives render a film: sharpening, range compression, window, tone curve, and the file."""

from dataclasses import dataclass

import cv2
import numpy as np

from boneage_kp.phantom.exposure import wide_blur
from boneage_kp.phantom.film_parameters import Roll

_CURVE_STEPS = 16384  # of the tone curve: finer than 12 bits
_CURVE_RANGE = (-1.0, 7.0)  # of the normalised density x that the curve is tabulated for
# Real films keep some twenty grey levels from soft tissue to bone, however washed out they are.
_LEAST_LEVELS = 20.0
_DARKEST_BONE, _BRIGHTEST_BONE = 3.0, 251.0
_BONE_PERCENTILES = (5.0, 95.0)
_SOFT_PERCENTILE = 10.0
_BONE_MM, _BODY_MM = 0.5, 2.0


@dataclass(frozen=True)
class Anchors:
    """Optical depths a window hangs on: the open ground beside the hand, and dense bone."""

    ground: float
    bone: float


def anchors(
    depth: np.ndarray,
    lit: np.ndarray | None,
    metal: np.ndarray,
    hand_box_px: tuple[float, float, float, float],
) -> Anchors:
    """Measure the window's anchors on a sparse grid.

    lit:    (H, W) bool, where the ground is looked for; everywhere without it.
    metal:  (H, W) optical depth; where there is any, it is not taken for bone.
    """
    height, width = depth.shape
    step = max(1, max(height, width) // 128)
    sparse = depth[::step, ::step]
    inside = sparse[lit[::step, ::step]] if lit is not None else sparse.ravel()
    x0, y0, x1, y1 = (int(round(v)) for v in hand_box_px)
    rows, cols = (slice(max(a, 0), max(b, a + 1, 1), step) for a, b in ((y0, y1), (x0, x1)))
    hand = depth[rows, cols][metal[rows, cols] < 0.1]
    hand = hand if hand.size else sparse
    ground = float(np.percentile(inside if inside.size else sparse, 3))
    bone = float(np.percentile(hand, 99.0))
    return Anchors(ground, max(bone, ground + 0.05))


def unsharp(depth: np.ndarray, spacing_mm: float, roll: Roll) -> np.ndarray:
    """Unsharp mask: D + k (D - D_us), with a wide kernel (2.5-10 mm), a fine one, or both."""
    result = depth
    fine = roll.chance(0.45)
    if fine:
        sigma_px = roll.log_uniform(0.3, 0.8) / spacing_mm
        gain = roll.strength * roll.uniform(0.3, 1.5)
        result = _sharpened(result, wide_blur(depth, sigma_px), gain)
    if not fine or roll.chance(0.4):
        sigma_px = roll.log_uniform(1.2, 5.0) / spacing_mm
        gain = roll.strength * roll.uniform(0.3, 1.0)
        result = _sharpened(result, wide_blur(depth, sigma_px), gain)
    return result


def _sharpened(image: np.ndarray, smooth: np.ndarray, gain: float) -> np.ndarray:
    return cv2.addWeighted(image, 1.0 + gain, smooth, -gain, 0.0)


def equalised(depth: np.ndarray, spacing_mm: float, roll: Roll) -> np.ndarray:
    """Multi-scale range compression: slow changes count less, so that edges glow and shadow.

    This is what puts a bright band outside a collimator's edge, a dark one inside, and makes
    the ground outside nearly as grey as that inside.
    """
    keep = 1.0 - min(0.9, roll.strength * roll.uniform(0.15, 0.75))
    sigma_px = roll.log_uniform(3.5, 14.0) / spacing_mm
    slow = wide_blur(depth, sigma_px)
    level = (keep - 1.0) * float(slow.mean())
    return cv2.addWeighted(depth, 1.0, slow, keep - 1.0, -level)


@dataclass(frozen=True)
class Rendering:
    """Where the anchors land, in grey levels of 0-255, and the curve between them.

    gamma:  exponent on density between the anchors; above 1 darkens soft tissue.
    toe:    share of an S-curve (H and D) mixed in, in [0, 1].
    """

    ground_grey: float = 8.0
    bone_grey: float = 235.0
    gamma: float = 1.0
    toe: float = 0.0

    def grey(self, depth: np.ndarray, at: Anchors) -> np.ndarray:
        """(H, W) float32 grey levels, not yet clipped to the file's range."""
        low, high = _CURVE_RANGE
        scale = (_CURVE_STEPS - 1) / (high - low)
        slope = scale / (at.bone - at.ground)
        offset = -at.ground * slope - low * scale + 0.5
        index = cv2.addWeighted(depth, slope, depth, 0.0, offset)
        np.clip(index, 0, _CURVE_STEPS - 1, out=index)
        return np.take(self._table(), index.astype(np.uint16))

    def _table(self) -> np.ndarray:
        x = np.linspace(*_CURVE_RANGE, _CURVE_STEPS)
        lift = 0.12  # keeps the slope finite at the ground, where noise would else be stretched
        bent = (np.maximum(x + lift, 1e-9) ** self.gamma - lift**self.gamma) / (
            (1 + lift) ** self.gamma - lift**self.gamma
        )
        slope = self.gamma * lift ** (self.gamma - 1) / ((1 + lift) ** self.gamma)
        bent = np.where(x < 0, np.maximum(slope * x, bent), bent)
        s_curve = 1.0 / (1.0 + np.exp(-6.0 * (bent - 0.5)))
        ends = 1.0 / (1.0 + np.exp(np.array([3.0, -3.0])))
        s_curve = (s_curve - ends[0]) / (ends[1] - ends[0])
        y = (1 - self.toe) * bent + self.toe * s_curve
        return (self.ground_grey + (self.bone_grey - self.ground_grey) * y).astype(np.float32)


def legible(
    grey: np.ndarray, bone_mm: np.ndarray, soft_mm: np.ndarray, lit: np.ndarray | None
) -> np.ndarray:
    """Shift and, where that is not enough, compress or stretch so that bones are not clipped away.

    Archives hold nearly black and washed-out films, but on none are the growth plates lost.

    grey:              (H, W) float32 grey levels before clipping.
    bone_mm, soft_mm:  (H, W) float32 path lengths of the hand.
    lit:               (H, W) bool, where the hand has light; everywhere without it.
    """
    step = max(1, max(grey.shape) // 256)
    sparse, bone = grey[::step, ::step], bone_mm[::step, ::step] > _BONE_MM
    body = (soft_mm[::step, ::step] > _BODY_MM) | bone
    if lit is not None:
        bone, body = bone & lit[::step, ::step], body & lit[::step, ::step]
    if np.count_nonzero(bone) < 16:
        return grey
    low, high = (float(v) for v in np.percentile(sparse[bone], _BONE_PERCENTILES))
    levels = max(high - float(np.percentile(sparse[body], _SOFT_PERCENTILE)), 1.0)
    gain = max(1.0, _LEAST_LEVELS / levels)
    gain *= min(1.0, (_BRIGHTEST_BONE - _DARKEST_BONE) / max(gain * (high - low), 1.0))
    middle = (low + high) / 2.0
    half = gain * (high - low) / 2.0
    target = min(max(middle, _DARKEST_BONE + half), _BRIGHTEST_BONE - half)
    if gain == 1.0 and target == middle:
        return grey
    return cv2.addWeighted(grey, gain, grey, 0.0, target - gain * middle)


def drawn_window(roll: Roll | None, tone: Roll | None) -> Rendering:
    """Draw a rendering: film scans, dark and grey ones, washed-out and nearly black ones."""
    gamma, toe = 1.0, 0.0
    if tone is not None:
        gamma = float(np.exp(tone.strength * tone.rng.normal(0.0, 0.36)))
        toe = min(1.0, tone.strength * tone.uniform(0.0, 0.7)) if tone.chance(0.5) else 0.0
        gamma = float(np.clip(gamma, 0.4, 4.5))
    if roll is None:
        return Rendering(gamma=gamma, toe=toe)
    ground, bone, bend = _window_levels(roll)
    usual = Rendering()
    s = min(roll.strength, 1.5)
    return Rendering(
        usual.ground_grey + s * (ground - usual.ground_grey),
        usual.bone_grey + s * (bone - usual.bone_grey),
        gamma * bend**s,
        toe,
    )


def _window_levels(roll: Roll) -> tuple[float, float, float]:
    """(grey of the ground, grey of dense bone, exponent), by the kinds archives show."""
    kind = roll.rng.random()
    if kind < 0.36:  # black ground, bones bright
        return roll.uniform(2, 24), roll.uniform(120, 265), 1.1
    if kind < 0.64:  # film scan: grey ground, soft tissue nearly as bright as bone
        return roll.uniform(30, 130), roll.uniform(195, 260), roll.uniform(0.4, 0.8)
    if kind < 0.78:  # grey and flat
        ground = roll.uniform(20, 130)
        return ground, ground + roll.log_uniform(45, 110), roll.uniform(0.55, 0.95)
    if kind < 0.90:  # almost no contrast: twenty to forty levels in all
        ground = roll.uniform(5, 70)
        return ground, ground + roll.log_uniform(18, 45), roll.uniform(0.6, 1.0)
    if kind < 0.95:  # nearly black: soft tissue and finger tips sink
        return roll.uniform(-140, -5), roll.uniform(140, 255), 1.0
    return roll.uniform(90, 200), roll.uniform(230, 330), roll.uniform(0.4, 0.8)  # washed out


def local_contrast(grey: np.ndarray, roll: Roll) -> np.ndarray:
    """Contrast-limited adaptive equalisation, as preprocessed collections carry it."""
    tiles = int(roll.rng.integers(4, 11))
    limit = 1.0 + roll.strength * roll.uniform(0.3, 2.2)
    eight = np.clip(grey, 0, 255).astype(np.uint8)
    return cv2.createCLAHE(limit, (tiles, tiles)).apply(eight).astype(np.float32)


def low_resolution(grey: np.ndarray, roll: Roll) -> np.ndarray:
    """Shrink and enlarge again about the same pixel centres: nothing moves."""
    height, width = grey.shape
    share = float(np.clip(roll.uniform(0.3, 0.9) / max(roll.strength, 0.5), 0.12, 0.95))
    small_wh = (max(8, round(width * share)), max(8, round(height * share)))
    shrink = cv2.INTER_AREA if roll.chance(0.7) else cv2.INTER_LINEAR
    enlarge = (cv2.INTER_LINEAR, cv2.INTER_CUBIC)[int(roll.rng.integers(2))]
    small = cv2.resize(grey, small_wh, interpolation=shrink)
    return cv2.resize(small, (width, height), interpolation=enlarge)


def few_levels(grey: np.ndarray, roll: Roll) -> np.ndarray:
    """A film that once passed through too few grey levels: steps of 2 to 10."""
    step = np.float32(2.0 + roll.strength * roll.uniform(0.0, 6.0))
    return np.rint(grey / step) * step


def jpeg(image: np.ndarray, roll: Roll) -> np.ndarray:
    """Through JPEG at quality 20-95 and back; (H, W) uint8."""
    quality = round(95 - min(roll.strength, 1.0) * 75 * roll.uniform(0.0, 1.0) ** 1.7)
    _, packed = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE))
