"""The optimizer of a run, wrapped for its precision, clipping and accumulation."""

import difflib
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
    decay_in = given.pop("decay_in", None)
    made = getattr(torch.optim, str(name), None)
    if not (isinstance(made, type) and issubclass(made, torch.optim.Optimizer)):
        raise ConfigError(f"optimizer type is {name!r}; one of torch.optim is wanted, as 'AdamW'")
    if "lr" not in given:
        raise ConfigError(f"optimizer {name!r} has no lr; write dict(type={name!r}, lr=1e-3)")
    try:
        optimizer = made(param_groups(model, decay, decay_in), **given)
    except (TypeError, ValueError) as error:
        raise ConfigError(f"optimizer {name!r} could not be built: {error}") from None
    clip = None if settings.clip_grad is None else dict(max_norm=settings.clip_grad)
    return WRAPPERS[settings.precision](
        optimizer, accumulative_counts=settings.accumulate, clip_grad=clip
    )


def param_groups(
    model: torch.nn.Module, decay: float, decay_in: str | None = None
) -> list[dict[str, Any]]:
    """Matrices with weight decay, vectors without.

    decay_in:  the part of the model, such as "head.age", whose matrices alone decay; None: all.
    """
    trained = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    chosen = {name for name, p in trained if p.ndim > 1 and _lies_in(name, decay_in)}
    if not chosen and decay_in is not None:
        tops = dict.fromkeys(name.rpartition(".")[0] for name, p in trained if p.ndim > 1)
        near = difflib.get_close_matches(decay_in, tops, n=3) or list(tops)[-3:]
        raise ConfigError(
            f"optimizer decays in {decay_in!r}, where no trained matrix lies; near: "
            f"{', '.join(near)}. Name a part of the model, or leave decay_in out"
        )
    return [
        {"params": [p for name, p in trained if name in chosen], "weight_decay": decay},
        {"params": [p for name, p in trained if name not in chosen], "weight_decay": 0.0},
    ]


def _lies_in(name: str, part: str | None) -> bool:
    """Whether a parameter belongs to a part; wrapped models put "module." before its name."""
    return part is None or f".{part}." in f".{name}"
