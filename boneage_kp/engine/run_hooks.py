"""Which hooks a run has: mmengine's own, ours that every run has, those that its config names."""

from collections.abc import Mapping, Sequence
from typing import Any

from mmengine.hooks import EMAHook, Hook

from boneage_kp.engine.hooks import (
    FrozenNormHook,
    InterruptHook,
    NanStopHook,
    SizesHook,
    WeightsHook,
)
from boneage_kp.engine.hooks.interrupt import Interruption
from boneage_kp.engine.parts import HOOKS, build
from boneage_kp.engine.plain_checkpoint import PlainCheckpointHook
from boneage_kp.engine.settings import ConfigError, TrainSettings


def default_hooks(settings: TrainSettings, figures: Sequence[str]) -> dict[str, Any]:
    """mmengine's own hooks: log lines with the time left, checkpoints, the best one.

    figures:  what validation measures, one of which the best checkpoint is best by.
    """
    if settings.best_metric not in figures:
        raise ConfigError(f"best_metric is {settings.best_metric!r}; known: {' '.join(figures)}")
    return dict(
        logger=dict(type="LoggerHook", interval=settings.log_interval),
        checkpoint=dict(
            type="CheckpointHook",
            interval=1,
            max_keep_ckpts=settings.keep_checkpoints,
            save_best=settings.best_metric,
            rule=settings.best_rule,
        ),
    )


def custom_hooks(
    settings: TrainSettings, facts: Mapping[str, str], interruption: Interruption
) -> list[Hook]:
    """Ours: those that every run has, and those that the config names."""
    hooks: list[Hook] = [
        PlainCheckpointHook(facts, settings.size_px_at),
        NanStopHook(),
        InterruptHook(interruption),
        SizesHook(settings.sizes),
        WeightsHook(),
    ]
    if settings.ema_momentum > 0:
        momentum = settings.ema_momentum
        hooks.append(EMAHook("ExponentialMovingAverage", momentum=momentum, update_buffers=True))
    if settings.freeze_norm == "always":
        hooks.append(FrozenNormHook())
    elif settings.freeze_norm == "last_size" and len(settings.sizes) > 1:
        hooks.append(FrozenNormHook(settings.sizes[-1][0], settings.norm_batches))
    for name, given in settings.hooks.items():
        if given is not None:
            hooks.append(_named_hook(name, given))
    return hooks


def _named_hook(name: str, given: Mapping[str, Any]) -> Hook:
    try:
        return build(dict(given), HOOKS)
    except ValueError as error:
        raise ConfigError(f"hooks.{name}: {error}") from error
