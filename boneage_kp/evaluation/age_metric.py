"""`AgeMetric`: what training of whole-image systems watches, through the pure functions here."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from mmengine.evaluator import BaseMetric
from torch import Tensor

from boneage_kp.evaluation.whole_image import whole_image_pairs, whole_image_result
from boneage_kp.registry import METRICS

# What comes out, with the prefix that it is logged under.
AGE_FIGURES = (
    "age/mae_months",
    "age/rmse_months",
    "age/median_months",
    "age/bias_months",
    "age/spearman",
)


@METRICS.register_module()
class AgeMetric(BaseMetric):
    """Errors of the bone age in months, over the films whose bone age is known."""

    default_prefix = "age"

    def process(self, data_batch: dict[str, Any], data_samples: Sequence[Tensor]) -> None:
        """Keep one entry a film, so that ranks can be gathered and padding dropped.

        data_samples: the fields of `AgeGuess`, in order (mmengine has made a list of them).
        """
        truth, read = data_batch["labels"].age_months, data_samples[0]
        self.results += zip(truth.tolist(), read.tolist(), strict=True)

    def compute_metrics(self, results: list[Any]) -> dict[str, float]:
        """Figures over all films."""
        truth, read = (np.array(column, float) for column in zip(*results, strict=True))
        names = [str(place) for place in range(len(truth))]
        sexes = (None,) * len(truth)
        result = whole_image_result(whole_image_pairs(names, sexes, truth, read))
        overall = result.age.overall
        return {
            "mae_months": _measured(overall.mae_months, math.inf),
            "rmse_months": _measured(overall.rmse_months, math.inf),
            "median_months": _measured(result.median_months, math.inf),
            "bias_months": _measured(overall.bias_months, math.nan),
            "spearman": _measured(result.age.spearman, math.nan),
        }


def _measured(value: float | None, otherwise: float) -> float:
    """A figure; where there was nothing to measure, none that looks good."""
    return otherwise if value is None else value
