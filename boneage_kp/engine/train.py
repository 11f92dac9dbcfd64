"""`train`: a config to a trained network, through mmengine's Runner.

Every part is built here, by our registries, so that a wrong name is refused with the known ones;
the Runner is handed finished parts and drives them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from mmengine.evaluator import Evaluator
from mmengine.model import BaseModel, MMDistributedDataParallel
from mmengine.runner import Runner
from torch.utils.data import DataLoader

from boneage_kp.data.sized_dataset import SizedDataset
from boneage_kp.engine.datasets import build_sets
from boneage_kp.engine.devices import device_of, join_processes, seed_everything, share_threads
from boneage_kp.engine.facts import model_facts
from boneage_kp.engine.hooks.interrupt import Interruption
from boneage_kp.engine.loaders import build_loader
from boneage_kp.engine.optimizer import build_optim_wrapper
from boneage_kp.engine.parts import MODELS, build
from boneage_kp.engine.reports import log_settings, start_talking, visualizer_settings
from boneage_kp.engine.resume import check_checkpoint, checkpoint_to_resume
from boneage_kp.engine.run_hooks import custom_hooks, default_hooks
from boneage_kp.engine.schedule import build_schedule
from boneage_kp.engine.settings import TrainSettings
from boneage_kp.engine.tasks.known import task_of
from boneage_kp.engine.weights_file import load_weights
from boneage_kp.torchvision_cure import make_timm_importable


@dataclass(frozen=True)
class Place:
    """This process among those of the run, and where the run writes."""

    work_dir: Path
    launcher: str = "none"
    rank: int = 0
    world: int = 1


def train(
    settings: TrainSettings,
    config: Any,
    work_dir: Path,
    resume: str | None = None,
    launcher: str = "none",
) -> Runner:
    """Train as the settings say; the finished Runner.

    config:  mmengine's Config of the same settings, kept beside the results.
    resume:  "auto", a checkpoint's path, or None for a fresh start.
    """
    rank, world = join_processes(launcher)
    share_threads(settings.threads, world)
    place = Place(work_dir, launcher, rank, world)
    with Interruption() as interruption:
        runner = build_runner(settings, config, place, interruption, resume)
        if rank == 0:
            start_talking(runner.logger)
        runner.train()
    return runner


def build_runner(
    settings: TrainSettings,
    config: Any,
    place: Place,
    interruption: Interruption,
    resume: str | None = None,
) -> Runner:
    """All parts of a run put together and checked; nothing is trained yet."""
    make_timm_importable()  # mmengine imports torchvision too, to log its version
    seed_everything(settings.seed)
    train_set, val_set = build_sets(settings)
    model = build_model(settings)
    task = task_of(model)
    # All sizes hold the same films: those of the last one are looked at.
    task.prepare(model, settings, train_set.datasets[-1])
    checkpoint = starting_point(settings, model, place, resume)
    loader, reader = build_loaders(settings, train_set, val_set, place, task.collate)
    lr = settings.optimizer.get("lr", 0.0)
    facts = model_facts(model, config.to_dict(), settings.size_px_at(0), train_set.digest)
    wrapped = _wrapped(model, place.launcher)
    optim_wrapper = build_optim_wrapper(wrapped, settings)
    return Runner(
        model=wrapped,
        work_dir=str(place.work_dir),
        train_dataloader=loader,
        val_dataloader=reader,
        train_cfg=dict(
            by_epoch=True, max_epochs=settings.epochs, val_interval=settings.val_interval
        ),
        val_cfg=dict(type="ReadingLoop", bf16=settings.precision == "bf16"),
        val_evaluator=Evaluator(task.metric(model)),
        optim_wrapper=optim_wrapper,
        param_scheduler=build_schedule(settings.schedule, settings.epochs * len(loader), lr),
        default_hooks=default_hooks(settings, task.figures),
        custom_hooks=custom_hooks(settings, facts, interruption),
        load_from=None if checkpoint is None else str(checkpoint),
        resume=checkpoint is not None,
        launcher=place.launcher,
        randomness=dict(seed=settings.seed),
        visualizer=visualizer_settings(),
        cfg=config,
        **log_settings(),
    )


def starting_point(
    settings: TrainSettings, model: BaseModel, place: Place, resume: str | None
) -> Path | None:
    """The checkpoint to go on from, looked at; or None, the weights to start from loaded."""
    if resume is None:
        if settings.start_from is not None:
            load_weights(Path(settings.start_from), model)
        return None
    checkpoint = checkpoint_to_resume(resume, place.work_dir)
    check_checkpoint(checkpoint, model, settings)
    return checkpoint


def build_loaders(
    settings: TrainSettings,
    train_set: SizedDataset,
    val_set: SizedDataset,
    place: Place,
    collate: Callable[[list[Any]], Any],
) -> tuple[DataLoader, DataLoader]:
    """Batches to train on and batches to measure on, this process' share of them."""
    shares: dict[str, Any] = dict(
        workers=settings.workers, rank=place.rank, world=place.world, batch_of=collate
    )
    batch, val_batch = settings.batch_size, settings.val_batch_size or settings.batch_size
    return (
        build_loader(train_set, batch, shuffle=True, seed=settings.seed, **shares),
        build_loader(val_set, val_batch, shuffle=False, **shares),
    )


def build_model(settings: TrainSettings) -> Any:
    """The network, on the device that will train it."""
    model = build({"type": "BoneDetector", **settings.model}, MODELS)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    # Channels last is what convolutions are fast with, on CPUs and GPUs.
    return model.to(device, memory_format=torch.channels_last)


def _wrapped(model: BaseModel, launcher: str) -> torch.nn.Module:
    """For several processes: gradients are averaged over them.

    Done here because mmengine names a GPU also for a model on the CPU, which torch refuses.
    """
    if launcher == "none":
        return model
    device = device_of(model)
    return MMDistributedDataParallel(
        module=model,
        device_ids=[device.index] if device.type == "cuda" else None,
        broadcast_buffers=False,
    )
