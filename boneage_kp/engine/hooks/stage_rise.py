"""`StageRiseHook`: stages count little until points are found.

Both want the same features at first, and points lose: a network that does not yet know where the
bones are has nothing to read stages from (docs/ablation.md has the figures).
"""

from typing import Any

from mmengine.hooks import Hook
from mmengine.model import is_model_wrapper

from boneage_kp.registry import HOOKS


@HOOKS.register_module()
class StageRiseHook(Hook):
    """Stage terms count `start` of their weights at first, and rise to all of them in a line.

    until: share of the run at which they have risen, in (0, 1].
    """

    def __init__(self, start: float = 0.3, until: float = 0.25) -> None:
        if not 0 <= start <= 1 or not 0 < until <= 1:
            raise ValueError(
                f"StageRiseHook: start is {start!r} and until {until!r}; wanted: start from 0 to "
                "1, until above 0 and at most 1"
            )
        self.start = start
        self.until = until

    def before_train_iter(self, runner: Any, batch_idx: int, data_batch: Any = None) -> None:
        model = runner.model.module if is_model_wrapper(runner.model) else runner.model
        model.stage_share = self.share(runner.iter / runner.max_iters)

    def share(self, done: float) -> float:
        """What stage terms count once `done` of the run is over."""
        return min(1.0, self.start + (1.0 - self.start) * done / self.until)
