"""`TimeLimitHook`: a run that takes longer than it may ends with the epoch it is in."""

import time
from typing import Any

from mmengine.hooks import Hook

from boneage_kp.registry import HOOKS


@HOOKS.register_module()
class TimeLimitHook(Hook):
    """After each epoch: the last one, if the run has lasted this long by then.

    For runs that were planned to fit a time on a machine that others use, too. The epoch's
    checkpoint and weights are there as always; validation that is due later is left out.
    """

    priority = "VERY_LOW"

    def __init__(self, seconds: float) -> None:
        if seconds <= 0:
            raise ValueError(f"TimeLimitHook: seconds is {seconds}; more than 0 are wanted")
        self.seconds = seconds
        self.started = 0.0

    def before_train(self, runner: Any) -> None:
        self.started = time.monotonic()

    def after_train_epoch(self, runner: Any) -> None:
        passed = time.monotonic() - self.started
        if passed >= self.seconds and runner.epoch + 1 < runner.max_epochs:
            runner.logger.info(f"{passed:.0f} s are over; the run ends with this epoch")
            runner.train_loop.stop_training = True
