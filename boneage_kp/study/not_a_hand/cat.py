"""A cat lying on its side: skull, spine, ribs, four legs with long bones and small paws."""

import numpy as np

from boneage_kp.study.not_a_hand.brush import Place, blank, blob, cloud, ellipse, long_bone, shaft


def draw(rng: np.random.Generator, size_hw: tuple[int, int]) -> np.ndarray:
    height, width = size_hw
    canvas = blank(size_hw)
    unit = 0.4 * min(width, height)
    cx, cy = width / 2, height / 2
    flip = rng.choice((-1.0, 1.0))

    def at(x: float, y: float) -> tuple[float, float]:
        return (cx + flip * x * unit, cy + y * unit)

    body = ellipse(at(0, 0), (0.72 * unit, 0.32 * unit), 0, rng.normal(0, 0.03, 3))
    blob(canvas, body, 0.55, 8)
    head = ellipse(at(-0.95, -0.28), (0.24 * unit, 0.21 * unit))
    blob(canvas, head, 0.5, 4)
    blob(canvas, ellipse(at(-0.93, -0.3), (0.2 * unit, 0.16 * unit), 15), 0.45, 3)
    for ear in (-1.05, -0.85):
        tip = np.array([at(ear - 0.07, -0.42), at(ear, -0.66), at(ear + 0.08, -0.44)])
        blob(canvas, tip, 0.3, 3)
    for number in range(26):
        x = -0.75 + 0.062 * number
        y = -0.2 - 0.06 * np.sin(np.pi * number / 17)
        blob(canvas, ellipse(at(x, y), (0.024 * unit, 0.035 * unit)), 0.5, 1.5)
    for number in range(11):
        x = -0.5 + 0.07 * number
        start, end = at(x, -0.2), at(x + 0.12, 0.2 - 0.01 * number)
        blob(canvas, shaft(start, end, [0.018 * unit] * 3, 0.15 * flip), 0.3, 1)
    for hip in (-0.52, -0.42, 0.58, 0.68):
        _leg(canvas, rng, at, unit, hip)
    return canvas * (1 + 0.05 * cloud(rng, size_hw, 30))


def _leg(canvas: np.ndarray, rng: np.random.Generator, at: Place, unit: float, hip: float) -> None:
    bend = rng.uniform(0.08, 0.22) * (1 if hip > 0 else -1)
    joints = [(hip, 0.02), (hip + bend, 0.4), (hip - 0.4 * bend, 0.74), (hip + 0.1, 0.93)]
    for number, (a, b) in enumerate(zip(joints, joints[1:], strict=False)):
        blob(canvas, shaft(at(*a), at(*b), [(0.17 - 0.045 * number) * unit] * 3), 0.3, 5)
        wide = (0.06 - 0.015 * number) * unit
        long_bone(canvas, at(*a), at(*b), (1.5 * wide, wide, 1.4 * wide), 0.6)
    foot_x, foot_y = joints[-1]
    for toe in range(4):
        start, end = (foot_x, foot_y), (foot_x - 0.09 + 0.035 * toe, foot_y + 0.11)
        blob(canvas, shaft(at(*start), at(*end), [0.025 * unit] * 3), 0.4, 1)
