"""An empty plate: scatter, perhaps a collimated field, a side letter, a ruler, a metal marker."""

import cv2
import numpy as np

from boneage_kp.study.not_a_hand.brush import blank, blob, cloud, ellipse


def draw(rng: np.random.Generator, size_hw: tuple[int, int]) -> np.ndarray:
    height, width = size_hw
    canvas = blank(size_hw) + 0.1 + 0.03 * cloud(rng, size_hw, 250)
    if rng.random() < 0.6:
        x, y = rng.uniform(0.05, 0.2, 2)
        field = np.ones(size_hw, np.float32)
        field[int(y * height) : int((1 - y) * height), int(x * width) : int((1 - x) * width)] = 0
        canvas += 0.5 * cv2.GaussianBlur(field, (0, 0), 3)
    if rng.random() < 0.5:
        letter = np.zeros(size_hw, np.uint8)
        place = (int(rng.uniform(0.1, 0.8) * width), int(rng.uniform(0.15, 0.9) * height))
        cv2.putText(letter, str(rng.choice(list("LR"))), place, 0, width / 350, 255, 8)
        canvas += 1.5 * letter.astype(np.float32) / 255
    for _ in range(rng.integers(0, 4)):
        centre = (rng.uniform(0, width), rng.uniform(0, height))
        radii = tuple(rng.uniform(0.005, 0.04, 2) * width)
        blob(canvas, ellipse(centre, radii, rng.uniform(0, 180)), rng.uniform(0.2, 1.5), 1)
    return canvas
