"""How long a step of training takes here and now, so that minutes can be planned in steps."""

import itertools
import time
from collections.abc import Iterator
from typing import Any

from boneage_kp.engine.datasets import build_sets
from boneage_kp.engine.devices import seed_everything, share_threads
from boneage_kp.engine.loaders import build_loader
from boneage_kp.engine.optimizer import build_optim_wrapper
from boneage_kp.engine.settings import TrainSettings
from boneage_kp.engine.tasks.known import task_of
from boneage_kp.engine.train import build_model

STEPS = 6
_AT_MOST_SECONDS = 60.0


def seconds_a_step(settings: TrainSettings) -> float:
    """Mean over a few steps, their films' making included, of a network that is thrown away."""
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
        workers=settings.workers,
        batch_of=task.collate,
    )
    wrapper, batches = build_optim_wrapper(model, settings), _endless(loader)
    model.train().train_step(next(batches), wrapper)  # the first one also makes room in memory
    began, steps = time.monotonic(), 0
    while steps < STEPS and time.monotonic() - began < _AT_MOST_SECONDS:
        model.train_step(next(batches), wrapper)
        steps += 1
    return (time.monotonic() - began) / steps


def _endless(loader: Any) -> Iterator[Any]:
    for epoch in itertools.count():
        loader.sampler.set_epoch(epoch)
        yield from loader
