"""`ReadingLoop`: mmengine's validation, in the precision that training has, on any device."""

from typing import Any

import torch
from mmengine.registry import LOOPS
from mmengine.runner import ValLoop

from boneage_kp.engine.devices import device_of


@LOOPS.register_module()
class ReadingLoop(ValLoop):
    """bf16: read under bfloat16 autocast (mmengine's own switch is for float16 on a GPU)."""

    def __init__(self, runner: Any, dataloader: Any, evaluator: Any, bf16: bool = False) -> None:
        super().__init__(runner, dataloader, evaluator)
        self.bf16 = bf16

    @torch.no_grad()
    def run_iter(self, idx: int, data_batch: Any) -> None:
        """One batch. mmengine's own version would turn an autocast round it off again."""
        runner = self.runner
        runner.call_hook("before_val_iter", batch_idx=idx, data_batch=data_batch)
        with torch.autocast(device_of(runner.model).type, torch.bfloat16, enabled=self.bf16):
            found = runner.model.val_step(data_batch)
        self.evaluator.process(data_samples=found, data_batch=data_batch)
        runner.call_hook("after_val_iter", batch_idx=idx, data_batch=data_batch, outputs=found)
