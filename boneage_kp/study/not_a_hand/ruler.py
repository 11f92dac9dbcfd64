"""Rulers and step wedges: parallel bars, ticks, numbers."""

import cv2
import numpy as np

from boneage_kp.study.not_a_hand.brush import blank, cloud


def draw(rng: np.random.Generator, size_hw: tuple[int, int]) -> np.ndarray:
    height, width = size_hw
    bars = np.zeros(size_hw, np.float32)
    for number in range(rng.integers(1, 6)):
        x = int((0.12 + 0.16 * number) * width)
        wide = int(rng.uniform(0.05, 0.12) * width)
        top, bottom = int(rng.uniform(0.03, 0.2) * height), int(rng.uniform(0.8, 0.97) * height)
        bars[top:bottom, x : x + wide] += rng.uniform(0.2, 0.5)
        step = int(rng.uniform(0.012, 0.04) * height)
        for place, y in enumerate(range(top + step, bottom - step, step)):
            reach = wide // (2 if place % 5 == 0 else 4)
            bars[y : y + 3, x : x + reach] += 0.7
            if place % 10 == 0:
                text = np.zeros(size_hw, np.uint8)
                cv2.putText(text, str(place // 10), (x + reach + 4, y + 12), 0, 0.9, 255, 2)
                bars += 0.7 * text.astype(np.float32) / 255
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(rng.normal(0, 12)), 1)
    turned = np.asarray(cv2.warpAffine(bars, turn, (width, height)))
    return blank(size_hw) + 0.08 + turned + 0.02 * cloud(rng, size_hw, 120)
