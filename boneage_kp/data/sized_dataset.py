"""`SizedDataset`: one dataset a size, chosen by the epoch that a key carries.

Workers that live through all epochs need no telling: the key says which epoch it is.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from boneage_kp.data.draws import DrawKey
from boneage_kp.schema.hand import HAND

EPOCH_SIZE, FILM_SIZE = "epoch_size", "film_size"
# A hand takes about 0.8 of its film: so the hand that is cut out, turned and zoomed stays sharp.
FILM_SHARE = 1.4
SMALLEST_FILM_PX, LARGEST_FILM_PX = 128, 2048


class SizedDataset:
    """The same samples at sizes that follow the epoch.

    make:   a dataset from its dictionary.
    given:  that dictionary, with "epoch_size" and "film_size" in place of pixels.
    sizes:  (first epoch, size in pixels), rising.
    """

    def __init__(
        self,
        make: Callable[[dict[str, Any]], Any],
        given: Mapping[str, Any],
        sizes: Sequence[Sequence[int]],
    ) -> None:
        self.first_epochs = [first for first, _ in sizes]
        self.datasets = [make(with_size(given, size)) for _, size in sizes]
        lengths = {len(dataset) for dataset in self.datasets}
        if len(lengths) > 1:
            raise ValueError(f"sizes give datasets of different lengths: {sorted(lengths)}")
        self.metainfo = {"bones": list(HAND.names)}  # what mmengine keeps with a checkpoint

    def __len__(self) -> int:
        return len(self.datasets[0])

    @property
    def digest(self) -> str:
        return self.datasets[-1].digest

    def __getitem__(self, key: DrawKey | int) -> dict[str, Any]:
        key = key if isinstance(key, DrawKey) else DrawKey(0, key)
        return self.datasets[self.place(key.epoch)][key]

    def place(self, epoch: int) -> int:
        """Which of the sizes an epoch has."""
        return bisect_right(self.first_epochs, epoch) - 1


def with_size(given: Any, size: int) -> Any:
    """A copy of nested dictionaries and lists in which the two marks have become pixels."""
    film = min(max(round(FILM_SHARE * size), SMALLEST_FILM_PX), LARGEST_FILM_PX)
    marks = {EPOCH_SIZE: size, FILM_SIZE: film}
    if isinstance(given, Mapping):
        return {name: with_size(value, size) for name, value in given.items()}
    if isinstance(given, list | tuple):
        return [with_size(value, size) for value in given]
    return marks.get(given, given) if isinstance(given, str) else given
