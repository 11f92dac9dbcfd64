"""A foot from above: five rays of long bones with growth plates, toes, tarsals, flesh."""

import numpy as np

from boneage_kp.study.not_a_hand.brush import Place, blank, blob, cloud, ellipse, long_bone, shaft


def draw(rng: np.random.Generator, size_hw: tuple[int, int]) -> np.ndarray:
    """Toes up, big toe on either side; proportions of a child's or grown foot."""
    height, width = size_hw
    canvas = blank(size_hw)
    length = rng.uniform(0.8, 0.92) * height
    side = rng.choice((-1.0, 1.0))
    middle = width / 2 + rng.normal(0, 0.02) * width
    heel_y = height / 2 + length / 2
    child = rng.random() < 0.6

    def at(x: float, y: float) -> tuple[float, float]:
        """x towards the big toe, y from heel (0) to toes (1), in foot lengths."""
        return (middle + side * x * length, heel_y - y * length)

    _flesh(canvas, rng, at, length)
    _tarsus(canvas, rng, at, length)
    for ray in range(5):
        _ray(canvas, rng, at, length, ray, child)
    return canvas * (1 + 0.05 * cloud(rng, size_hw, 0.03 * length))


def _flesh(canvas: np.ndarray, rng: np.random.Generator, at: Place, length: float) -> None:
    sole = [(-0.12, 0.0), (0.11, 0.0), (0.14, 0.3), (0.17, 0.66), (0.13, 0.8), (-0.14, 0.72)]
    sole += [(-0.19, 0.6), (-0.15, 0.3)]
    outline = np.array([at(x + rng.normal(0, 0.006), y) for x, y in sole])
    blob(canvas, outline, 0.32, 0.022 * length)
    for ray, top in enumerate((1.0, 0.99, 0.95, 0.9, 0.84)):
        x = 0.105 - 0.068 * ray
        wide = 0.1 if ray == 0 else 0.055
        toe = shaft(at(x, 0.66 - 0.02 * ray), at(x + 0.004 * ray, top), [wide * length] * 3)
        blob(canvas, toe, 0.25, 0.008 * length)


def _tarsus(canvas: np.ndarray, rng: np.random.Generator, at: Place, length: float) -> None:
    parts = [(-0.02, 0.13, 0.075, 0.13), (0.03, 0.29, 0.065, 0.07), (0.06, 0.37, 0.05, 0.028)]
    parts += [(-0.075, 0.34, 0.045, 0.05), (0.09, 0.43, 0.028, 0.036), (0.04, 0.43, 0.022, 0.032)]
    parts += [(-0.005, 0.43, 0.024, 0.034)]
    for x, y, across, along in parts:
        radii = (across * length * rng.uniform(0.9, 1.1), along * length * rng.uniform(0.9, 1.1))
        outline = ellipse(at(x, y), radii, rng.normal(0, 8), rng.normal(0, 0.04, 4))
        blob(canvas, outline, 0.5 * rng.uniform(0.8, 1.2), 2.0)


def _ray(
    canvas: np.ndarray, rng: np.random.Generator, at: Place, length: float, ray: int, child: bool
) -> None:
    big = ray == 0
    x0, x1 = 0.088 - 0.045 * ray, 0.105 - 0.068 * ray
    base, head = 0.475 - 0.012 * ray, (0.66 if big else 0.69) - 0.028 * ray
    wide = (0.05 if big else 0.027) * length
    joints = [(x0, base, x1, head)]
    tips = (0.0, 0.0, -0.005, -0.02, -0.04)[ray]
    cuts = (0.685, 0.83, 0.95) if big else (0.70, 0.79 + tips, 0.845 + tips, 0.93 + tips)
    shift = 0.0 if big else -0.028 * (ray - 0.5)
    ends = [cut + shift for cut in cuts]
    for low, high in zip(ends, ends[1:], strict=False):
        joints.append((x1, low, x1 + 0.002 * ray, high - 0.012))
    for number, (xa, ya, xb, yb) in enumerate(joints):
        own = wide * (1.0, 0.85, 0.62, 0.5)[number] * rng.uniform(0.92, 1.08)
        long_bone(canvas, at(xa, ya), at(xb, yb), (own * 1.25, own * 0.72, own * 1.15), 0.62)
        if child:  # a plate of cartilage, and the epiphysis beyond it
            proximal = number > 0 or big
            far = -0.014 if proximal else 0.014
            y, x = (ya if proximal else yb) + far, xa if proximal else xb
            radii = (0.55 * own, 0.011 * length)
            blob(canvas, ellipse(at(x, y), radii, rng.normal(0, 4)), 0.55, 1.2)
