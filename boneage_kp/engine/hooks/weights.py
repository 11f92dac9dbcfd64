"""`WeightsHook`: weights.safetensors, ready for `infer`, beside the checkpoint of every epoch."""

from pathlib import Path
from typing import Any

from mmengine.dist import master_only
from mmengine.hooks import Hook
from mmengine.runner import find_latest_checkpoint

from boneage_kp.engine.weights_file import export_weights
from boneage_kp.registry import HOOKS

FILE = "weights.safetensors"


@HOOKS.register_module()
class WeightsHook(Hook):
    """After each epoch, once its checkpoint is there: the running mean, as float32."""

    priority = "LOWEST"  # after mmengine's CheckpointHook

    @master_only
    def after_train_epoch(self, runner: Any) -> None:
        newest = find_latest_checkpoint(runner.work_dir)
        if newest is not None:
            export_weights(Path(newest), Path(runner.work_dir) / FILE)
