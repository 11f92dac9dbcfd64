"""A run that takes seconds: two small phantoms, kept in memory, and the smallest backbone."""

from pathlib import Path
from typing import Any

from mmengine.config import Config
from mmengine.runner import Runner

from boneage_kp.engine.config_file import settings_of
from boneage_kp.engine.devices import share_threads
from boneage_kp.engine.hooks.interrupt import Interruption
from boneage_kp.engine.train import Place, build_runner

CLEAN = {"film.inverted.probability": 0.0, "pose.small_hand.probability": 0.0}


def phantoms(length: int = 4, **more: Any) -> dict[str, Any]:
    return dict(
        type="PhantomDataset",
        length=length,
        parameters={"size_px": 128, **CLEAN},
        pipeline=[dict(type="RandomWarp", size="epoch_size"), dict(type="RandomTone")],
        **more,
    )


def tiny(**changes: Any) -> dict[str, Any]:
    """Keys of a config; whatever is given replaces a key whole."""
    small = dict(
        backbone=dict(type="TimmBackbone", model_name="resnet10t"),
        neck=dict(widths=(8, 8, 8, 8, 8), smooth=(1,)),
    )
    given = dict(
        model=small,
        train_data=phantoms(),
        val_data=phantoms(2, fixed=True, seed=9),
        epochs=2,
        sizes=[(0, 64)],
        batch_size=2,
        optimizer=dict(type="AdamW", lr=1e-3),
        schedule=dict(name="cosine", warmup_steps=1),
        ema_momentum=0.1,
        workers=0,
        threads=1,
        log_interval=1000,
        hooks=dict(csv=dict(type="CsvLogHook")),
    )
    return given | changes


def runner_of(folder: Path, resume: str | None = None, **changes: Any) -> Runner:
    """A run put together, in this process."""
    given = tiny(**changes)
    share_threads(given["threads"], 1)
    settings = settings_of(given, "tiny")
    return build_runner(settings, Config(given), Place(folder), Interruption(), resume)


def train(folder: Path, resume: str | None = None, **changes: Any) -> Runner:
    runner = runner_of(folder, resume, **changes)
    runner.train()
    return runner
