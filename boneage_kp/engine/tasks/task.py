"""`Task`: what training, its checks and its files have to know of a kind of model."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from mmengine.evaluator import BaseMetric

from boneage_kp.engine.settings import TrainSettings


class Task(Protocol):
    """One kind of model."""

    @property
    def figures(self) -> Sequence[str]:
        """What validation measures: names that `best_metric` may have."""
        ...

    @property
    def collate(self) -> Callable[[list[dict[str, Any]]], dict[str, Any]]:
        """Packed samples to a batch."""
        ...

    def prepare(self, model: Any, settings: TrainSettings, dataset: Any) -> None:
        """Refuse settings and films that do not go with a model, and tell it what it needs.

        dataset:  what is trained on, at the last size.
        """
        ...

    def metric(self, model: Any) -> BaseMetric | Sequence[BaseMetric]:
        """What validation measures, under the names of `figures` and further ones."""
        ...

    def facts(self, model: Any) -> dict[str, str]:
        """What a model is, to go into its checkpoints and weights files."""
        ...

    def check_facts(self, facts: Mapping[str, str], model: Any, where: str) -> None:
        """Refuse weights that were trained for something else than this model (`WrongModel`)."""
        ...
