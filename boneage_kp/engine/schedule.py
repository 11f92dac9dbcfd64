"""Learning rate over a run, as mmengine's schedulers: one function a shape."""

from collections.abc import Callable, Mapping
from typing import Any

import boneage_kp.engine.cyclic_lr  # noqa: F401  imported to register
from boneage_kp.engine.settings import ConfigError

Schedulers = list[dict[str, Any]]


def cosine(
    steps: int, lr: float, warmup_steps: int = 200, warmup_from: float = 0.02, to: float = 0.01
) -> Schedulers:
    """Linear warm-up, then half a cosine down to `to` of the full rate.

    warmup_steps: at most a tenth of the run is spent on it.
    """
    warm = min(warmup_steps, steps // 10)
    rise = dict(type="LinearLR", start_factor=warmup_from, end=warm, by_epoch=False)
    fall = dict(
        type="CosineAnnealingLR",
        begin=warm,
        end=steps,
        T_max=max(steps - warm, 1),
        eta_min_ratio=to,
        by_epoch=False,
    )
    return [rise, fall] if warm > 0 else [fall]


def one_cycle(steps: int, lr: float, rise_share: float = 0.3, div_factor: float = 25) -> Schedulers:
    """Up for `rise_share` of the run and down for the rest; momentum stays as it is."""
    return [
        dict(
            type="OneCycleLR",
            eta_max=lr,
            total_steps=steps,
            pct_start=rise_share,
            div_factor=div_factor,
            by_epoch=False,
        )
    ]


def step(steps: int, lr: float, drops: int = 3, factor: float = 0.1) -> Schedulers:
    """Level stretches of equal length, each at `factor` of the rate before."""
    ends = [steps * place // (drops + 1) for place in range(1, drops + 1)]
    return [dict(type="MultiStepLR", milestones=ends, gamma=factor, by_epoch=False)]


def exponential(steps: int, lr: float, factor: float = 0.7) -> Schedulers:
    """Times `factor` after every epoch."""
    return [dict(type="ExponentialLR", gamma=factor)]


def reduce_on_plateau(
    steps: int,
    lr: float,
    factor: float = 0.1,
    patience: int = 2,
    monitor: str = "age/mae_months",
    rule: str = "less",
) -> Schedulers:
    """Times `factor` once a figure has not become better for more than `patience` readings.

    monitor, rule:  a figure of validation, and whether less or greater is better. Of the epoch that
                    a run is resumed after, the figure is not in the checkpoint and not counted.
    """
    watched = dict(monitor=monitor, rule=rule)
    return [dict(type="ReduceOnPlateauLR", factor=factor, patience=patience, **watched)]


def cyclic(
    steps: int, lr: float, cycles: int = 4, low: float = 0.1, next_height: float = 1.0
) -> Schedulers:
    """Straight up from `low` of the full rate to all of it and down again, `cycles` times.

    next_height:  of each cycle above the low, over that of the one before; 0.5 halves them.
    """
    if cycles < 1:
        raise ConfigError(f"schedule cycles is {cycles}; a whole number from 1 is wanted")
    shape = dict(low=low, next_height=next_height)
    return [dict(type="CyclicLR", cycle_steps=max(steps // cycles, 2), by_epoch=False, **shape)]


def constant(steps: int, lr: float) -> Schedulers:
    """The full rate throughout."""
    return [dict(type="ConstantLR", factor=1.0, end=steps, by_epoch=False)]


SCHEDULES: Mapping[str, Callable[..., Schedulers]] = {
    "cosine": cosine,
    "one_cycle": one_cycle,
    "step": step,
    "exponential": exponential,
    "reduce_on_plateau": reduce_on_plateau,
    "cyclic": cyclic,
    "constant": constant,
}


def build_schedule(given: Mapping[str, Any], steps: int, lr: float) -> Schedulers:
    """mmengine's dictionaries for `dict(name="cosine", ...)` over a run of `steps` steps."""
    values = dict(given)
    name = values.pop("name", None)
    if name not in SCHEDULES:
        raise ConfigError(f"schedule name is {name!r}; known: {' '.join(SCHEDULES)}")
    try:
        return SCHEDULES[name](steps, lr, **values)
    except TypeError as error:
        raise ConfigError(f"schedule {name!r} does not take what it was given: {error}") from None
