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

    def run(self) -> dict[str, float]:
        device = device_of(self.runner.model).type
        with torch.autocast(device, torch.bfloat16, enabled=self.bf16):
            return super().run()
