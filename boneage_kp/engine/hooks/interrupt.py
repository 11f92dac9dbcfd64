"""Ctrl-C: the step under way is finished, a checkpoint is saved, and the run ends."""

import signal
import threading
from pathlib import Path
from types import FrameType
from typing import Any

from mmengine.dist import is_main_process
from mmengine.hooks import Hook

from boneage_kp.engine.resume import LAST
from boneage_kp.registry import HOOKS

CHECKPOINT = "interrupted.pth"


class Interruption:
    """Remembers the first Ctrl-C while it is entered; the second one ends the process at once."""

    def __init__(self) -> None:
        self.asked = False
        self._before: Any = None

    def __enter__(self) -> "Interruption":
        # Signals can be handled in the main thread only; elsewhere Ctrl-C is somebody else's.
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
        print("\nfinishing this step, then saving; Ctrl-C again ends at once", flush=True)


@HOOKS.register_module()
class InterruptHook(Hook):
    """After a step: saves when Ctrl-C was pressed. Before an epoch: leaves out what it has had."""

    priority = "VERY_LOW"  # after the running mean and the learning rate have moved

    def __init__(self, interruption: Interruption) -> None:
        self.interruption = interruption

    def before_train_epoch(self, runner: Any) -> None:
        loader = runner.train_dataloader
        steps = runner.iter - runner.epoch * len(loader)
        if steps > 0:
            loader.sampler.skip(steps * loader.batch_size)
            runner.logger.info(f"going on after {steps} of {len(loader)} steps of this epoch")

    def after_train_iter(
        self, runner: Any, batch_idx: int, data_batch: Any = None, outputs: Any = None
    ) -> None:
        if not self.interruption.asked:
            return
        meta = dict(epoch=runner.epoch, iter=runner.iter + 1)
        runner.save_checkpoint(runner.work_dir, CHECKPOINT, meta=meta, by_epoch=False)
        if is_main_process():
            path = Path(runner.work_dir) / CHECKPOINT
            (Path(runner.work_dir) / LAST).write_text(str(path), encoding="utf-8")
            runner.logger.info(f"saved {path}; go on with --resume")
        raise KeyboardInterrupt
