"""`MaskMetric`: how well masks of the hand overlap with the true ones."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from mmengine.evaluator import BaseMetric
from torch import Tensor

from boneage_kp.registry import METRICS

MASK_FIGURES = ("mask/iou", "mask/iou_p10")


@METRICS.register_module()
class MaskMetric(BaseMetric):
    """Intersection over union a film, at probability 0.5; its mean and its 10th percentile."""

    default_prefix = "mask"

    def process(self, data_batch: dict[str, Any], data_samples: Sequence[Tensor]) -> None:
        """data_samples: a (1, H, W) probability a film."""
        for found, wanted in zip(data_samples, data_batch["labels"], strict=True):
            self.results.append(overlap(found.cpu().numpy() > 0.5, wanted.cpu().numpy() > 0.5))

    def compute_metrics(self, results: list[Any]) -> dict[str, float]:
        return {"iou": float(np.mean(results)), "iou_p10": float(np.percentile(results, 10))}


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    """Intersection over union of two bool arrays; of two empty ones 1."""
    either = np.logical_or(one, other).sum()
    return float(np.logical_and(one, other).sum() / either) if either else 1.0
