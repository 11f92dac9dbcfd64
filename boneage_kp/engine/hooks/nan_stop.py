"""`NanStopHook`: a loss that is no number stops the run at once and says where."""

import math
from typing import Any

import torch
from mmengine.hooks import Hook

from boneage_kp.registry import HOOKS


class LossFault(ValueError):
    """Training went astray; the text says at which step, on which films, and what helps."""


@HOOKS.register_module()
class NanStopHook(Hook):
    """After each step, before anything else is done with it or saved."""

    priority = "VERY_HIGH"

    def after_train_iter(
        self, runner: Any, batch_idx: int, data_batch: Any = None, outputs: Any = None
    ) -> None:
        values = {n: torch.as_tensor(v).detach().item() for n, v in (outputs or {}).items()}
        wrong = [f"{name} is {value}" for name, value in values.items() if not math.isfinite(value)]
        if not wrong:
            return
        films = [record.file_name for record in (data_batch or {}).get("record", ())]
        raise LossFault(
            f"epoch {runner.epoch + 1}, step {runner.iter + 1}: {', '.join(wrong)}; finite losses "
            f"are wanted. Films of the batch: {', '.join(films)}. Lower optimizer.lr, set "
            "clip_grad, or try precision='fp32'; the last checkpoint is from before this step."
        )
