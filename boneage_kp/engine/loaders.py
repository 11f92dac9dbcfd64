"""Datasets to batches: keyed samplers and workers that keep to one core each."""

import os
import signal
from collections.abc import Callable
from typing import Any

import torch
from torch.utils.data import DataLoader

from boneage_kp.data.draws import KeyedSampler
from boneage_kp.data.transforms.pack import collate


def build_loader(
    dataset: Any,
    batch_size: int,
    *,
    shuffle: bool,
    seed: int = 0,
    workers: int = 0,
    rank: int = 0,
    world: int = 1,
    batch_of: Callable[[list[Any]], Any] | None = None,
) -> DataLoader:
    """Batches of a dataset, the same for the same seed, epoch and number of processes.

    shuffle:  for training; a last batch that is not full is then left out, if it is not the only
              one: BatchNorm would weigh its few films like many.
    workers:  live through all epochs and keep two batches ready each.
    batch_of: packed samples to a batch, as a task wants it; None: as the bone detector does.
    """
    if len(dataset) == 0:
        raise ValueError("the dataset is empty; at least one labelled film is wanted")
    sampler = KeyedSampler(len(dataset), seed, shuffle, rank, world)
    return DataLoader(
        dataset,
        batch_size=batch_size,
        sampler=sampler,
        num_workers=workers,
        collate_fn=batch_of or collate,
        drop_last=shuffle and len(sampler) >= batch_size,
        persistent_workers=workers > 0,
        prefetch_factor=2 if workers > 0 else None,
        worker_init_fn=start_worker,
        pin_memory=torch.cuda.is_available(),
        # Seeds drawn for workers come from here, so that they leave the run's own dice alone.
        generator=torch.Generator().manual_seed(seed),
    )


def start_worker(number: int) -> None:
    """One core a worker, behind the network's threads, and Ctrl-C left to the training process.

    Threads of a network wait for each other: a worker that takes one's core stops them all. What it
    brings is little, but never less (docs/training.md has the figures).
    """
    import cv2

    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    if hasattr(os, "nice"):
        os.nice(19)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
