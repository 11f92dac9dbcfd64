"""Rare stages weighed up: loss weights from how often each stage of each bone is labelled."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from boneage_kp.engine.settings import ConfigError
from boneage_kp.models.detector import BoneDetector
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import HandRecord
from boneage_kp.standards import Standard

# One film with a stage that no other has must not outweigh a hundred.
LEAST, MOST = 0.2, 5.0


def balance_stages(model: BoneDetector, dataset: Any, power: float) -> None:
    """Give a model's stage loss the weights that a set of labelled films asks for.

    power: 0 leaves stages as they come, 1 makes all of a bone count alike.
    """
    if power == 0:
        return
    records = list(records_of(dataset))
    if not records:
        raise ConfigError(
            f"stage_balance is {power}, but no labelled films are trained on whose stages could be "
            "counted; phantoms are balanced by parameters={'sampling.mode': 'balanced'}"
        )
    if not hasattr(model.stage_loss, "stage_weight"):
        raise ConfigError(
            f"stage_balance is {power}, but {type(model.stage_loss).__name__} takes no stage "
            "weights; StageLoss does"
        )
    table = stage_weights(records, model.standard, power)
    model.stage_loss.stage_weight = tuple(tuple(row) for row in table.tolist())


def records_of(dataset: Any) -> Iterator[HandRecord]:
    """The labelled records of a dataset and of those it is made of."""
    yield from getattr(dataset, "records", ())
    inner = getattr(dataset, "datasets", None) or [getattr(dataset, "dataset", None)]
    for one in inner:
        if one is not None:
            yield from records_of(one)


def stage_weights(records: Iterable[HandRecord], standard: Standard, power: float) -> np.ndarray:
    """(K, S) weights, whose mean over the labels of each bone is 1; 1 where a bone has none."""
    stages = max((standard.stages[name] for name in HAND.names), key=len)
    counts = np.zeros((len(HAND), len(stages)))
    for record in records:
        for k, name in enumerate(HAND.names):
            label = record.bones.get(name)
            if label is not None and label.stage and not label.absent:
                counts[k, standard.stages[name].index(label.stage)] += 1
    seen = counts > 0
    usual = counts.sum(axis=1, keepdims=True) / np.maximum(seen.sum(axis=1, keepdims=True), 1)
    weights = np.where(seen, (usual / np.maximum(counts, 1)) ** power, 1.0).clip(LEAST, MOST)
    total = (weights * counts).sum(axis=1, keepdims=True)
    scale = np.where(total > 0, counts.sum(axis=1, keepdims=True) / np.maximum(total, 1e-9), 1.0)
    return np.where(seen, weights * scale, 1.0)
