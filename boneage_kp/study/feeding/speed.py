"""Seconds of training steps on one batch, and on batches as the DataLoader brings them."""

import statistics
import time
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, repeat
from typing import Any

import torch

from boneage_kp.engine.datasets import build_sets
from boneage_kp.engine.devices import device_of, seed_everything, share_threads
from boneage_kp.engine.loaders import build_loader
from boneage_kp.engine.optimizer import build_optim_wrapper
from boneage_kp.engine.settings import TrainSettings
from boneage_kp.engine.train import build_model

Batch = dict[str, Any]
PREFETCHED = 2  # batches that a worker keeps ready (see `engine.loaders`)


@dataclass(frozen=True)
class FeedingSpeed:
    """Steps a second, medians over rounds.

    ratio:   median over rounds of fed / constant, taken in the same round.
    ratios:  of each round.
    """

    constant_steps_per_s: float
    fed_steps_per_s: float
    ratio: float
    ratios: tuple[float, ...]


def measure_feeding(settings: TrainSettings, steps: int, rounds: int) -> FeedingSpeed:
    """Both in turns, at the config's last size, with its optimizer, precision and workers."""
    seed_everything(settings.seed)
    share_threads(settings.threads, 1)
    model = build_model(settings).train()
    wrapper = build_optim_wrapper(model, settings)
    train_set, _ = build_sets(settings)
    epoch = settings.sizes[-1][0]
    pairs = []
    for number in range(rounds + 1):
        # A loader a round: while the constant batch is timed, no worker takes a core.
        fed = batches(settings, train_set, epoch + number)
        # What is ready before the clock starts would flatter: it is used up first.
        ready = list(islice(fed, 1 + PREFETCHED * settings.workers))
        for batch in ready:
            model.train_step(batch, wrapper)
        fed_s = seconds_of(model, wrapper, islice(fed, steps))
        fed.close()
        constant_s = seconds_of(model, wrapper, repeat(ready[0], steps))
        if number > 0:  # the first one warms up
            pairs.append((constant_s / steps, fed_s / steps))
    return summed_up(pairs)


def batches(settings: TrainSettings, dataset: Any, epoch: int) -> Generator[Batch]:
    """Batches as training gets them, epoch after epoch; closing it ends the workers."""
    loader = build_loader(
        dataset,
        settings.batch_size,
        shuffle=True,
        seed=settings.seed,
        workers=settings.workers,
    )
    while True:
        loader.sampler.set_epoch(epoch)  # type: ignore[attr-defined]
        yield from loader
        epoch += 1


def seconds_of(model: Any, wrapper: Any, given: Iterable[Batch]) -> float:
    """Forward, losses, backward and the optimizer's step for every batch, the wait included."""
    device = device_of(model)
    _settle(device)
    started = time.perf_counter()
    for batch in given:
        model.train_step(batch, wrapper)
    _settle(device)
    return time.perf_counter() - started


def summed_up(pairs: Sequence[tuple[float, float]]) -> FeedingSpeed:
    """pairs: seconds of a step on the constant batch and fed, one pair a round."""
    ratios = tuple(constant / fed for constant, fed in pairs)
    return FeedingSpeed(
        constant_steps_per_s=1 / statistics.median(constant for constant, _ in pairs),
        fed_steps_per_s=1 / statistics.median(fed for _, fed in pairs),
        ratio=statistics.median(ratios),
        ratios=ratios,
    )


def _settle(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
