"""Learning rate over a run, as mmengine's schedulers: one function a shape."""

from collections.abc import Callable, Mapping
from typing import Any

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
    """Up for `rise_share` of the run and down for the rest, momentum the other way."""
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


def constant(steps: int, lr: float) -> Schedulers:
    """The full rate throughout."""
    return [dict(type="ConstantLR", factor=1.0, end=steps, by_epoch=False)]


SCHEDULES: Mapping[str, Callable[..., Schedulers]] = {
    "cosine": cosine,
    "one_cycle": one_cycle,
    "step": step,
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
