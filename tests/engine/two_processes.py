"""Run by torchrun in the test: a tiny run in this process' share of a batch.

torchrun --nproc-per-node 2 tests/engine/two_processes.py FOLDER BATCH_SIZE
"""

import sys
from pathlib import Path

from mmengine.config import Config

from boneage_kp.engine.config_file import settings_of
from boneage_kp.engine.train import train
from tests.engine.tiny_runs import tiny

if __name__ == "__main__":
    given = tiny(
        batch_size=int(sys.argv[2]),
        freeze_norm="always",
        ema_momentum=0.0,
        epochs=1,
        threads=2,
        optimizer=dict(type="SGD", lr=0.01),
        val_data=dict(tiny()["val_data"], length=3),  # an odd one: one rank is padded
    )
    train(settings_of(given, "two"), Config(given), Path(sys.argv[1]), launcher="pytorch")
