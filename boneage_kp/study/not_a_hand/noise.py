"""Noise of every grain, from grains of a pixel to clouds of a film's size."""

import numpy as np

from boneage_kp.study.not_a_hand.brush import cloud


def draw(rng: np.random.Generator, size_hw: tuple[int, int]) -> np.ndarray:
    grains = np.exp(rng.uniform(np.log(2), np.log(500), rng.integers(1, 4)))
    mixed = sum(cloud(rng, size_hw, float(grain)) for grain in grains)
    return np.asarray(np.clip(0.6 + 0.35 * mixed, 0, None), np.float32)
