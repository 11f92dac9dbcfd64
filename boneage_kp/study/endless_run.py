"""A run of a config without an end, for studies that take a few steps and drop the network."""

import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple

from mmengine.optim import OptimWrapper

from boneage_kp.engine.datasets import build_sets
from boneage_kp.engine.devices import seed_everything, share_threads
from boneage_kp.engine.loaders import build_loader
from boneage_kp.engine.optimizer import build_optim_wrapper
from boneage_kp.engine.settings import TrainSettings
from boneage_kp.engine.tasks.known import task_of
from boneage_kp.engine.train import build_model


class EndlessRun(NamedTuple):
    """A network at its start, its optimizer, and its batches over and over."""

    model: Any
    wrapper: OptimWrapper
    batches: Iterator[Any]


def endless_run(settings: TrainSettings) -> EndlessRun:
    share_threads(settings.threads, 1)
    seed_everything(settings.seed)
    train_set, _ = build_sets(settings)
    model = build_model(settings)
    task = task_of(model)
    task.prepare(model, settings, train_set.datasets[-1])
    loader = build_loader(
        train_set,
        settings.batch_size,
        shuffle=True,
        seed=settings.seed,
        workers=settings.workers,
        batch_of=task.collate,
    )
    return EndlessRun(model, build_optim_wrapper(model, settings), _endless(loader))


def _endless(loader: Any) -> Iterator[Any]:
    for epoch in itertools.count():
        loader.sampler.set_epoch(epoch)
        yield from loader
