"""A page of writing, or a label, photographed onto a film: letters, lines, a frame."""

import cv2
import numpy as np

_WORDS = (
    "hand",
    "wrist",
    "film",
    "left",
    "right",
    "age",
    "plate",
    "view",
    "archive",
    "copy",
    "note",
)


def draw(rng: np.random.Generator, size_hw: tuple[int, int]) -> np.ndarray:
    height, width = size_hw
    page = np.zeros(size_hw, np.uint8)
    scale = float(rng.uniform(0.6, 2.4))
    y = int(40 * scale)
    while y < height - 10:
        line = " ".join(rng.choice(np.array(_WORDS), rng.integers(1, 9)).tolist())
        line += f" {rng.integers(0, 10**6)}" if rng.random() < 0.3 else ""
        x = int(rng.uniform(0.02, 0.15) * width)
        cv2.putText(page, line, (x, y), int(rng.integers(0, 4)), scale, 255, max(1, int(2 * scale)))
        y += int(rng.uniform(32, 70) * scale)
    if rng.random() < 0.5:
        cv2.rectangle(page, (12, 12), (width - 12, height - 12), 255, 3)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(rng.normal(0, 5)), 1)
    return np.asarray(cv2.warpAffine(page.astype(np.float32) / 255, turn, (width, height)))
