"""`Bf16OptimWrapper`: bfloat16 autocast on a CPU or a GPU, without a gradient scaler.

mmengine's own AmpOptimWrapper asserts a GPU. bfloat16 has float32's range, so nothing is scaled.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from mmengine.optim import OptimWrapper

from boneage_kp.registry import OPTIM_WRAPPERS


@OPTIM_WRAPPERS.register_module()
class Bf16OptimWrapper(OptimWrapper):
    """mmengine's OptimWrapper with the forward pass under bfloat16 autocast."""

    @contextmanager
    def optim_context(self, model: torch.nn.Module) -> Iterator[Any]:
        device = next(model.parameters()).device.type
        with super().optim_context(model), torch.autocast(device, torch.bfloat16):
            yield
