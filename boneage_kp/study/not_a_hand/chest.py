"""A chest from the front: two lungs, ribs, spine, heart, clavicles."""

import numpy as np

from boneage_kp.study.not_a_hand.brush import blank, blob, cloud, ellipse, long_bone


def draw(rng: np.random.Generator, size_hw: tuple[int, int]) -> np.ndarray:
    height, width = size_hw
    canvas = blank(size_hw) + 0.75
    cx, half = width / 2 + rng.normal(0, 0.02) * width, 0.38 * min(width, height)
    top, bottom = 0.14 * height, 0.78 * height * rng.uniform(0.95, 1.08)
    for side in (-1, 1):
        centre = (cx + side * 0.52 * half, (top + bottom) / 2)
        lung = ellipse(centre, (0.42 * half, (bottom - top) / 2), side * 5, rng.normal(0, 0.03, 4))
        blob(canvas, lung, -0.62, 8)
    for number in range(10):
        _rib_pair(canvas, rng, cx, half, top, (bottom - top) / 10, number)
    for number in range(14):
        y = top * 0.4 + number * (bottom - top) / 12
        box = ellipse((cx, y), (0.11 * half, 0.035 * height), 0, np.array([0, 0, 0.12]))
        blob(canvas, box, 0.28, 3)
    heart = ellipse((cx + 0.2 * half, bottom - 0.16 * height), (0.4 * half, 0.16 * height), 30)
    blob(canvas, heart, 0.5, 10)
    for side in (-1, 1):
        start, end = (cx + side * 0.12 * half, top), (cx + side * half, top - 0.05 * height)
        long_bone(canvas, start, end, (0.07 * half, 0.05 * half, 0.08 * half), 0.35)
        below = (cx + side * 0.5 * half, bottom + 0.2 * height)
        diaphragm = ellipse(below, (0.6 * half, 0.25 * height))
        blob(canvas, diaphragm, 0.5, 6)
    return canvas * (1 + 0.05 * cloud(rng, size_hw, 40))


def _rib_pair(
    canvas: np.ndarray,
    rng: np.random.Generator,
    cx: float,
    half: float,
    top: float,
    step: float,
    number: int,
) -> None:
    t = np.linspace(0, 1, 50)
    y0, reach = top + number * step, half * (0.72 + 0.035 * number)
    thick = 0.2 * step * rng.uniform(0.85, 1.15)
    for side in (-1, 1):
        x = cx + side * reach * np.sin(0.5 * np.pi * np.minimum(1, 0.1 + 1.1 * t))
        y = y0 + step * (1.9 * t**1.6 - 0.9 * np.sin(np.pi * t) * 0.6)
        line = np.column_stack([x, y])
        blob(canvas, np.vstack([line - (0, thick), (line + (0, thick))[::-1]]), 0.2, 2)
