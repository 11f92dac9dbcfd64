"""`SexMetric`: how often systems that read sex off the film read it right."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from mmengine.evaluator import BaseMetric
from torch import Tensor

from boneage_kp.registry import METRICS

# With the prefix that it is logged under.
SEX_RIGHT = "sex/right_percent"


@METRICS.register_module()
class SexMetric(BaseMetric):
    """Per cent of the films of known sex; no figure for systems that do not read it."""

    default_prefix = "sex"

    def process(self, data_batch: dict[str, Any], data_samples: Sequence[Tensor]) -> None:
        """Keep one entry a film.

        data_samples: the fields of `AgeGuess`, in order (mmengine has made a list of them).
        """
        truth, male = data_batch["labels"].sex, data_samples[2]
        self.results += zip(truth.tolist(), male.tolist(), strict=True)

    def compute_metrics(self, results: list[Any]) -> dict[str, float]:
        """The figure over all films; NaN where no film has a sex."""
        truth, male = (np.array(column, float) for column in zip(*results, strict=True))
        if np.isnan(male).any():
            return {}
        known = truth != 0
        if not known.any():
            return {"right_percent": math.nan}
        right = (male[known] > 0.5) == (truth[known] > 0)
        return {"right_percent": 100 * float(right.mean())}
