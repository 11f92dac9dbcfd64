"""The figures of an ablation's run: what its network reads off held-out phantoms."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from boneage_kp.data.dataset import HandDataset
from boneage_kp.data.sized_dataset import with_size
from boneage_kp.engine.datasets import own_films
from boneage_kp.engine.devices import device_of
from boneage_kp.engine.loaders import build_loader
from boneage_kp.engine.parts import DATASETS, build
from boneage_kp.engine.settings import TrainSettings
from boneage_kp.evaluation.metrics import HandMetric
from boneage_kp.models.detector import BoneDetector
from boneage_kp.study.sweep.runs import (
    Figures,
    Run,
    is_trained,
    keep_weights_only,
    train_seconds,
)

TAKEN = ("pck_2", "missed", "stage_exact", "stage_within_one")


def train_and_measure(run: Run) -> Figures:
    """Train as the config says; read the held-out phantoms with the running mean of the weights."""
    from boneage_kp.engine.hooks.weights import FILE as WEIGHTS
    from boneage_kp.engine.train import build_model, train
    from boneage_kp.engine.weights_file import load_weights

    settings, config = run.read_config()
    weights = run.folder / WEIGHTS
    if not is_trained(run, weights):
        train(settings, config, run.folder)
    model = build_model(settings)
    load_weights(weights, model)
    batches = held_out_batches(run.held_out, settings)
    figures = measure(model, batches, run.min_confidence, bf16=settings.precision == "bf16")
    keep_weights_only(run)
    return {**figures, "train_seconds": train_seconds(run)}


def measure(
    model: BoneDetector,
    batches: Iterable[dict[str, Any]],
    min_confidence: float,
    bf16: bool = False,
) -> dict[str, float | None]:
    """Figures of one network, read the way it is read in use, with its own codec and maps.

    min_confidence:  a peak below it is a missed bone: never within a radius, never a right stage.
    returns:  percentages (0-100) but for `stage_distance`, the mean number of stages off; mean
              error and distance are over the bones found, None where none was.
    """
    metric = HandMetric(model.standard.id, min_confidence)
    device = device_of(model).type
    model.eval()
    with torch.inference_mode(), torch.autocast(device, torch.bfloat16, enabled=bf16):
        for batch in batches:
            metric.process(batch, model.val_step(batch))
    usual = metric.compute_metrics(metric.results)
    columns = [np.stack(column) for column in zip(*metric.results, strict=True)]
    xy_px, confidence, posterior, truth_px, shown, _, stage, length_px = columns
    found = shown & (confidence >= min_confidence)
    share = np.linalg.norm(xy_px - truth_px, axis=-1) / length_px[:, None]
    off = np.abs(posterior.argmax(axis=-1) - stage)
    return {
        **{name: usual[name] for name in TAKEN},
        "mean_share": _mean(100 * share[found]),
        "stage_distance": _mean(off[found & (stage >= 0)]),
    }


def held_out_batches(index: Path, settings: TrainSettings) -> Iterable[dict[str, Any]]:
    """Batches of the held-out phantoms through the pipeline that the config reads with."""
    films = own_films(settings.val_data, str(index), "val_data")
    dataset: HandDataset = build(with_size(films, settings.last_size_px), DATASETS)
    return build_loader(dataset, settings.batch_size, shuffle=False, workers=settings.workers)


def _mean(values: np.ndarray) -> float | None:
    return float(values.mean()) if values.size else None
