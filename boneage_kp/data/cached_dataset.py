"""`CachedDataset`: a few samples made once and given again, as they are, from memory."""

from typing import Any

from boneage_kp.data.draws import DrawKey
from boneage_kp.registry import DATASETS, build


@DATASETS.register_module()
class CachedDataset:
    """Samples of epoch 0 of another dataset, whatever the epoch.

    repeat:  times that each sample comes in one epoch.
    Every worker keeps a cache of its own; for few samples use none (workers=0).
    """

    def __init__(self, dataset: Any, repeat: int = 1) -> None:
        self.dataset = build(dataset, DATASETS)
        if repeat < 1:
            raise ValueError(f"CachedDataset: repeat is {repeat}; at least 1 is wanted")
        self.repeat = repeat
        self.made: dict[int, dict[str, Any]] = {}

    def __len__(self) -> int:
        return len(self.dataset) * self.repeat

    @property
    def digest(self) -> str:
        return self.dataset.digest

    def __getitem__(self, key: DrawKey | int) -> dict[str, Any]:
        index = (key.index if isinstance(key, DrawKey) else key) % len(self.dataset)
        if index not in self.made:
            self.made[index] = self.dataset[DrawKey(0, index)]
        return self.made[index]
