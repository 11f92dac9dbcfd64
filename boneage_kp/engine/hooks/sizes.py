"""`SizesHook`: tells what progressive sizes change, and keeps the best of the last size only."""

from collections.abc import Sequence
from typing import Any

from mmengine.hooks import Hook

from boneage_kp.registry import HOOKS


@HOOKS.register_module()
class SizesHook(Hook):
    """Before an epoch; samples themselves follow the epoch that their keys carry."""

    priority = "HIGH"

    def __init__(self, sizes: Sequence[Sequence[int]]) -> None:
        self.size_from = {int(epoch): int(size) for epoch, size in sizes}

    def before_train_epoch(self, runner: Any) -> None:
        if runner.epoch not in self.size_from:
            return
        runner.logger.info(f"input size from here on: {self.size_from[runner.epoch]} px")
        # Figures of another size are no measure for this one.
        runner.message_hub.runtime_info.pop("best_score", None)

    def before_val_epoch(self, runner: Any) -> None:
        # The loop has counted the epoch already that is being read after.
        runner.val_dataloader.sampler.set_epoch(max(runner.epoch - 1, 0))
