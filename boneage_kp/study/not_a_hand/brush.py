"""What every kind draws with: soft shapes that add up as X-ray shadows do, and a film's tones."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np

Point = tuple[float, float]
Place = Callable[[float, float], Point]  # a picture's own frame to pixels


def blank(size_hw: tuple[int, int]) -> np.ndarray:
    """(H, W) float32 thickness, nothing in the beam."""
    return np.zeros(size_hw, np.float32)


def blob(canvas: np.ndarray, outline: np.ndarray, weight: float, soft_px: float = 1.5) -> None:
    """Add a filled outline, (n, 2) pixels, its edge softened."""
    layer = np.zeros_like(canvas)
    cv2.fillPoly(layer, [np.rint(outline * 16).astype(np.int32)], 1.0, cv2.LINE_8, shift=4)
    canvas += weight * cv2.GaussianBlur(layer, (0, 0), max(soft_px, 0.5))


def ellipse(
    centre: Point, radii: Point, turn_deg: float = 0.0, wobble: np.ndarray | None = None
) -> np.ndarray:
    """(n, 2) outline; wobble: amplitudes of the harmonics 2, 3, … of its radius."""
    t = np.linspace(0, 2 * np.pi, 96, endpoint=False)
    r = np.ones_like(t)
    for order, amplitude in enumerate([] if wobble is None else wobble, start=2):
        r = r + amplitude * np.cos(order * t + 7 * amplitude * order)
    points = np.column_stack([radii[0] * r * np.cos(t), radii[1] * r * np.sin(t)])
    c, s = np.cos(np.radians(turn_deg)), np.sin(np.radians(turn_deg))
    return points @ np.array([[c, s], [-s, c]]) + centre


def shaft(start: Point, end: Point, widths: Sequence[float], bulge: float = 0.0) -> np.ndarray:
    """(n, 2) outline of a long bone from start to end.

    widths:  at the start, the middle and the end, between which it waists smoothly.
    bulge:   sideways bow, as a share of its length.
    """
    a, b = np.array(start, float), np.array(end, float)
    along = b - a
    normal = np.array([-along[1], along[0]]) / max(float(np.hypot(*along)), 1e-6)
    t = np.linspace(0, 1, 40)
    middle = a + t[:, None] * along
    middle = middle + (bulge * np.hypot(*along) * np.sin(np.pi * t))[:, None] * normal
    first, waist, last = widths
    wide = (0.75 * first, first, waist, last, 0.7 * last)
    half = 0.5 * np.interp(t, (0, 0.12, 0.5, 0.88, 1), wide)
    # Round ends: the width closes like half a circle over the last few per cent.
    half = half * np.sqrt(np.clip(np.minimum(t, 1 - t) / 0.06, 0.12, 1))
    return np.vstack([middle + half[:, None] * normal, (middle - half[:, None] * normal)[::-1]])


def long_bone(
    canvas: np.ndarray, start: Point, end: Point, widths: Sequence[float], weight: float
) -> None:
    """A bone with a dense cortex and a lighter marrow."""
    outline = shaft(start, end, widths)
    blob(canvas, outline, weight, 1.2)
    inner = shaft(_towards(start, end, 0.14), _towards(start, end, 0.86), [0.5 * w for w in widths])
    blob(canvas, inner, -0.45 * weight, 0.12 * widths[1] + 1)


def _towards(start: Point, end: Point, share: float) -> Point:
    return (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))


def cloud(rng: np.random.Generator, size_hw: tuple[int, int], grain_px: float) -> np.ndarray:
    """(H, W) smooth noise of mean 0 and deviation 1, with lumps of about that size."""
    small = rng.normal(size=[max(4, int(np.ceil(n / grain_px)) + 3) for n in size_hw])
    wide = cv2.resize(small.astype(np.float32), size_hw[::-1], interpolation=cv2.INTER_CUBIC)
    return (wide - wide.mean()) / max(float(wide.std()), 1e-6)


def film(rng: np.random.Generator, thickness: np.ndarray) -> np.ndarray:
    """Thickness to a film: exposure, uneven field, noise, a window as archives have it.

    returns:  (H, W) uint8, bright where the beam was stopped.
    """
    light = 1 - np.exp(-1.4 * np.clip(thickness, 0, None))
    light = light + 0.05 * rng.random() + 0.02 * cloud(rng, light.shape, 300)
    light = cv2.GaussianBlur(light.astype(np.float32), (0, 0), float(rng.uniform(0.4, 1.2)))
    light = light + rng.normal(0, rng.uniform(0.004, 0.02), light.shape)
    low, high = np.percentile(light, [0.5, 99.7])
    light = np.clip((light - low) / max(float(high - low), 1e-6), 0, 1) ** rng.uniform(0.7, 1.4)
    floor, top = rng.uniform(0, 25), rng.uniform(190, 255)
    return np.rint(floor + (top - floor) * light).astype(np.uint8)
