"""`CyclicLR`: a learning rate that rises and falls in straight lines, which mmengine lacks."""

from typing import Any

from mmengine.optim.scheduler.lr_scheduler import LRSchedulerMixin
from mmengine.optim.scheduler.param_scheduler import _ParamScheduler
from mmengine.registry import PARAM_SCHEDULERS


@PARAM_SCHEDULERS.register_module()
class CyclicLR(LRSchedulerMixin, _ParamScheduler):
    """Triangles, as L. N. Smith's "Cyclical learning rates" (2015) has them.

    cycle_steps:  of one rise and one fall, of equal length.
    low:          share of the full rate that each cycle starts and ends at.
    next_height:  of each cycle above the low, over that of the one before.
    """

    def __init__(
        self,
        optimizer: Any,
        cycle_steps: int,
        low: float = 0.1,
        next_height: float = 1.0,
        **when: Any,
    ) -> None:
        # Before super(): its constructor takes the first step already.
        self.cycle_steps, self.low, self.next_height = cycle_steps, low, next_height
        super().__init__(optimizer, **when)

    def _get_value(self) -> list[float]:
        cycle, place = divmod(self.last_step, self.cycle_steps)
        risen = 1 - abs(2 * place / self.cycle_steps - 1)
        share = self.low + (1 - self.low) * risen * self.next_height**cycle
        return [full * share for full in self.base_values]
