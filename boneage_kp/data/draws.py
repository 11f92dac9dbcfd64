"""Which sample comes when, and with which dice: everything follows from (seed, epoch, index).

A sampler hands the dataset a `DrawKey` instead of a bare index, so that workers which live
through many epochs need no telling, and a run resumed at an epoch draws what it would have drawn.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from torch.utils.data import Sampler

from boneage_kp.registry import DATASETS


class DrawKey(NamedTuple):
    """The `index`-th sample of epoch `epoch`."""

    epoch: int
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody calls on a key


def generator(seed: int, key: DrawKey, stream: int = 0) -> np.random.Generator:
    """The dice of one sample; streams keep different users of one key apart."""
    return np.random.default_rng(np.random.SeedSequence([seed, *key, stream]))


@DATASETS.register_module()
class KeyedSampler(Sampler[DrawKey]):
    """Every sample once an epoch, in an order that follows from seed and epoch.

    With several processes, rank r takes every world-th sample of that order; short tails are
    filled from its start, so that all ranks take as many steps.
    """

    def __init__(
        self, length: int, seed: int = 0, shuffle: bool = True, rank: int = 0, world: int = 1
    ) -> None:
        self.length = length
        self.seed = seed
        self.shuffle = shuffle
        self.rank = rank
        self.world = world
        self.epoch = 0
        self.done = 0

    def set_epoch(self, epoch: int) -> None:
        """Called by the training loop before each epoch, also after a resume."""
        self.epoch = epoch
        self.done = 0

    def skip(self, samples: int) -> None:
        """Leave out what this rank has had of the epoch before it was interrupted."""
        self.done = samples

    def __len__(self) -> int:
        return -(-self.length // self.world)

    def __iter__(self) -> Iterator[DrawKey]:
        order = np.arange(self.length)
        if self.shuffle:
            order = np.random.default_rng([self.seed, self.epoch]).permutation(self.length)
        order = np.resize(order, len(self) * self.world)
        for index in order[self.rank :: self.world][self.done :]:
            yield DrawKey(self.epoch, int(index))
