"""The optimizer of a run, wrapped for its precision, clipping and accumulation."""

from typing import Any

import torch
from mmengine.optim import OptimWrapper

from boneage_kp.engine.optim import Bf16OptimWrapper
from boneage_kp.engine.settings import ConfigError, TrainSettings

WRAPPERS = {"fp32": OptimWrapper, "bf16": Bf16OptimWrapper}


def build_optim_wrapper(model: torch.nn.Module, settings: TrainSettings) -> OptimWrapper:
    """What moves the weights. Norms and biases do not decay: pulled to 0 they would say less."""
    given = dict(settings.optimizer)
    name, decay = given.pop("type", None), given.pop("weight_decay", 0.0)
    made = getattr(torch.optim, str(name), None)
    if not (isinstance(made, type) and issubclass(made, torch.optim.Optimizer)):
        raise ConfigError(f"optimizer type is {name!r}; one of torch.optim is wanted, as 'AdamW'")
    if "lr" not in given:
        raise ConfigError(f"optimizer {name!r} has no lr; write dict(type={name!r}, lr=1e-3)")
    try:
        optimizer = made(param_groups(model, decay), **given)
    except (TypeError, ValueError) as error:
        raise ConfigError(f"optimizer {name!r} could not be built: {error}") from None
    clip = None if settings.clip_grad is None else dict(max_norm=settings.clip_grad)
    return WRAPPERS[settings.precision](
        optimizer, accumulative_counts=settings.accumulate, clip_grad=clip
    )


def param_groups(model: torch.nn.Module, decay: float) -> list[dict[str, Any]]:
    """Matrices with weight decay, vectors without."""
    trained = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in trained if p.ndim > 1], "weight_decay": decay},
        {"params": [p for p in trained if p.ndim <= 1], "weight_decay": 0.0},
    ]
