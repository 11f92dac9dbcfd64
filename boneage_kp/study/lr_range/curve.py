"""The learning-rate range test: loss over a rate that rises from step to step.

L. N. Smith, "Cyclical learning rates for training neural networks" (2015). The rate grows by the
same factor every step; where the loss falls fastest a rate is worth training with, and where it
turns up again rates are too high.
"""

import copy
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from mmengine.optim import OptimWrapper

from boneage_kp.engine.settings import TrainSettings
from boneage_kp.study.endless_run import endless_run
from boneage_kp.study.lr_range.rates import check_range

_MEMORY = 0.9  # of the smoothed loss: one batch is a tenth of it
_ASTRAY = 4.0  # times the least smoothed loss: further steps would teach nothing
_LEAST_STEPS = 10


@dataclass(frozen=True)
class RangeRow:
    """One step: its rate, the loss before it, and a mean of the losses up to it."""

    lr: float
    loss: float
    smooth: float


@dataclass(frozen=True)
class RangeCurve:
    """rows: of the steps made, fewer than asked for where the loss went astray."""

    rows: tuple[RangeRow, ...]

    @property
    def least(self) -> RangeRow:
        """Where the smoothed loss is least."""
        return min(self.rows, key=lambda row: row.smooth)

    @property
    def steepest(self) -> RangeRow | None:
        """Where it falls fastest over the logarithm of the rate; None if it never fell."""
        end = self.rows.index(self.least) + 1
        # The first means are of few batches, and their ups and downs are chance.
        fall = self.rows[min(_LEAST_STEPS, end // 3) : end]
        if len(fall) < 3:
            return None
        slope = np.gradient([row.smooth for row in fall], np.log([row.lr for row in fall]))
        return fall[int(slope.argmin())]


def range_of(settings: TrainSettings, low: float, high: float, steps: int) -> RangeCurve:
    """The test of a config: its network from the start, its films, its optimizer."""
    check_range(low, high, steps)
    settings = replace(settings, accumulate=1)  # a rate a step, and every step moves the weights
    model, wrapper, batches = endless_run(settings)
    return lr_range(model, wrapper, batches, low, high, steps)


def lr_range(
    model: Any, wrapper: OptimWrapper, batches: Iterable[Any], low: float, high: float, steps: int
) -> RangeCurve:
    """Steps at rates from `low` to `high`; model and optimizer are afterwards as they were."""
    check_range(low, high, steps)
    before = copy.deepcopy(model.state_dict()), copy.deepcopy(wrapper.state_dict())
    was_training = model.training
    rates = np.geomspace(low, high, steps).tolist()
    try:
        rows = tuple(_rows(model.train(), wrapper, zip(rates, batches, strict=False)))
    finally:
        wrapper.zero_grad()
        model.load_state_dict(before[0])
        wrapper.load_state_dict(before[1])
        model.train(was_training)
    if not rows:
        raise ValueError(
            f"the loss is no number at a rate of {low:g} already; a lower first rate is wanted"
        )
    return RangeCurve(rows)


def _rows(
    model: Any, wrapper: OptimWrapper, given: Iterable[tuple[float, Any]]
) -> Iterator[RangeRow]:
    mean, least = 0.0, math.inf
    for step, (rate, batch) in enumerate(given, start=1):
        for group in wrapper.param_groups:
            group["lr"] = rate
        loss = torch.as_tensor(model.train_step(batch, wrapper)["loss"]).item()
        if not math.isfinite(loss):
            return
        mean = _MEMORY * mean + (1 - _MEMORY) * loss
        smooth = mean / (1 - _MEMORY**step)  # as if the first batches stood alone, not beside 0
        yield RangeRow(rate, loss, smooth)
        least = min(least, smooth)
        if step >= _LEAST_STEPS and smooth > _ASTRAY * least:
            return
