"""`FrozenNormHook`: BatchNorm statistics estimated anew and then held.

Statistics gathered at small sizes do not fit the last one; and at large sizes batches are small,
so that statistics which kept moving would be noise.
"""

from itertools import islice
from typing import Any

import torch
from mmengine.dist import all_reduce
from mmengine.hooks import EMAHook, Hook
from mmengine.model import is_model_wrapper
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm

from boneage_kp.registry import HOOKS


@HOOKS.register_module()
class FrozenNormHook(Hook):
    """Before the first epoch at or after `from_epoch`; holds them from there on.

    batches: to estimate them on; 0 holds them as they are.
    """

    priority = "LOW"

    def __init__(self, from_epoch: int = 0, batches: int = 0) -> None:
        self.from_epoch = from_epoch
        self.batches = batches

    def before_train_epoch(self, runner: Any) -> None:
        at_start = runner.iter == runner.epoch * len(runner.train_dataloader)
        if self.batches == 0 or runner.epoch != self.from_epoch or not at_start:
            return
        runner.logger.info(f"estimating BatchNorm statistics on {self.batches} batches")
        model = _bare(runner.model)
        with runner.optim_wrapper.optim_context(runner.model):
            estimate_norms(model, islice(runner.train_dataloader, self.batches))
        for hook in runner.hooks:
            if isinstance(hook, EMAHook):
                _copy_buffers(model, hook.ema_model.module)

    def before_train_iter(self, runner: Any, batch_idx: int, data_batch: Any = None) -> None:
        # The loop has just set the whole model to training.
        if batch_idx == 0 and runner.epoch >= self.from_epoch:
            for norm in norms(runner.model):
                norm.eval()


def norms(model: nn.Module) -> list[_BatchNorm]:
    """Every BatchNorm of a model."""
    return [module for module in model.modules() if isinstance(module, _BatchNorm)]


@torch.no_grad()
def estimate_norms(model: Any, batches: Any) -> None:
    """Set running statistics to their plain mean over batches, and over processes."""
    found = norms(model)
    momenta = [norm.momentum for norm in found]
    for norm in found:
        norm.reset_running_stats()
        norm.momentum = None  # torch's word for a cumulative mean
    model.train()
    for batch in batches:
        data = model.data_preprocessor(batch, training=True)
        model(**data, mode="tensor")
    for norm, momentum in zip(found, momenta, strict=True):
        norm.momentum = momentum
        for statistic in (norm.running_mean, norm.running_var):
            all_reduce(statistic, op="mean")


def _copy_buffers(source: nn.Module, target: nn.Module) -> None:
    for mine, theirs in zip(target.buffers(), source.buffers(), strict=True):
        mine.copy_(theirs)


def _bare(model: nn.Module) -> Any:
    return model.module if is_model_wrapper(model) else model
