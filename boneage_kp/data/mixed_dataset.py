"""`MixedDataset`: own films and phantoms in fixed shares."""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from boneage_kp.data.draws import DrawKey
from boneage_kp.registry import DATASETS, build


@DATASETS.register_module()
class MixedDataset:
    """`length` samples an epoch, taken from several datasets.

    shares:  of the samples, one a dataset; scaled to sum 1. Spread evenly over the indices.
    A dataset with fewer samples than its share is gone through again and again, each time in
    another order and with other dice; one with more is gone through over several epochs.
    """

    def __init__(
        self, datasets: Sequence[Any], shares: Sequence[float], length: int, seed: int = 0
    ) -> None:
        if len(datasets) != len(shares) or not datasets:
            raise ValueError(
                f"MixedDataset: {len(datasets)} datasets and {len(shares)} shares; one share a "
                "dataset is wanted"
            )
        if min(shares) <= 0 or length < 1:
            raise ValueError(
                f"MixedDataset: shares {tuple(shares)}, length {length}; all must be above 0"
            )
        self.datasets = [build(one, DATASETS) for one in datasets]
        self.seed = seed
        self.part = spread_out(shares, length)
        self.ordinal = np.zeros(length, int)
        for part in range(len(self.datasets)):
            mine = self.part == part
            self.ordinal[mine] = np.arange(mine.sum())
        self.counts = np.bincount(self.part, minlength=len(self.datasets))

    def __len__(self) -> int:
        return len(self.part)

    @property
    def digest(self) -> str:
        text = " ".join(
            f"{one.digest}*{n}" for one, n in zip(self.datasets, self.counts, strict=True)
        )
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def __getitem__(self, key: DrawKey | int) -> dict[str, Any]:
        key = key if isinstance(key, DrawKey) else DrawKey(0, key)
        part = int(self.part[key.index])
        return self.datasets[part][self.inner_key(key)]

    def inner_key(self, key: DrawKey) -> DrawKey:
        """The key of a sample in its own dataset; the epoch counts its rounds there."""
        part = int(self.part[key.index])
        size = len(self.datasets[part])
        taken = key.epoch * int(self.counts[part]) + int(self.ordinal[key.index])
        turn, place = divmod(taken, size)
        order = np.random.default_rng([self.seed, part, turn]).permutation(size)
        return DrawKey(turn, int(order[place]))


def spread_out(shares: Sequence[float], length: int) -> np.ndarray:
    """(length,) which dataset each index takes from: always the one furthest behind its share."""
    wanted = np.asarray(shares, float) / np.sum(shares)
    taken = np.zeros(len(wanted))
    parts = np.empty(length, int)
    for i in range(length):
        parts[i] = np.argmax(wanted * (i + 1) - taken)
        taken[parts[i]] += 1
    return parts
