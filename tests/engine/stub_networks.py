"""Networks that know the answer: their points are drawn as maps and decoded like any other's."""

import numpy as np
import torch

from boneage_kp.codec.discs import DiscCodec
from boneage_kp.engine.network import NetworkReading
from boneage_kp.quality.layout import load_shape_model
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.hand import HAND
from boneage_kp.standards import load_standard

STANDARD = load_standard("tw3_rus")
MIDDLE_STAGE = 5  # F


def usual_points(length_px: float, radius_at: tuple[float, float]) -> np.ndarray:
    """(K, 2) a left hand, fingers up, in film pixels."""
    mean = load_shape_model().mean
    return (mean - mean[HAND.index_of("radius")]) * (1, -1) * length_px + radius_at


class DrawnNetwork:
    """Knows where the points of each film lie, draws them at its input's size and decodes."""

    standard = STANDARD
    digest = "d" * 64

    def __init__(self, films: list[tuple[tuple[int, int], np.ndarray]], size_px: int) -> None:
        self.films = list(films)
        self.input_hw = (size_px, size_px)
        self.seen: list[np.ndarray] = []
        self.codec = DiscCodec(stride=2)
        self.stage = np.full(len(HAND), MIDDLE_STAGE)
        self.hidden: tuple[str, ...] = ()
        self.second_peak = 0.0

    def read(self, grey: np.ndarray) -> NetworkReading:
        self.seen.append(grey)
        films = [self.films.pop(0) for _ in range(len(grey))]
        xy = np.stack([Affine.letterbox(hw, self.input_hw)(points) for hw, points in films])
        length = np.linalg.norm(
            xy[:, HAND.index_of("dp3")] - xy[:, HAND.index_of("radius")], axis=1
        )
        shown = torch.tensor([[name not in self.hidden for name in HAND.names]] * len(grey))
        cells = (self.input_hw[0] // 2, self.input_hw[1] // 2)
        targets = self.codec.encode(torch.tensor(xy), shown, torch.tensor(length), cells)
        peaks = self.codec.decode(targets.point)
        return NetworkReading(
            peaks.xy_px.numpy(),
            peaks.confidence.numpy(),
            np.full(shown.shape, self.second_peak),
            np.stack([self.posterior()] * len(grey)),
            peaks.length_cell.numpy() * self.codec.stride,
        )

    def posterior(self) -> np.ndarray:
        """(K, S): 0.8 on the stage, 0.2 on the one before."""
        rows = np.zeros((len(HAND), 9), np.float32)
        rows[np.arange(len(HAND)), self.stage] = 0.8
        rows[np.arange(len(HAND)), np.maximum(self.stage - 1, 0)] += 0.2
        return rows
