"""What a trained network of the study makes of the validation films: their features."""

from dataclasses import dataclass

import numpy as np
import torch

from boneage_kp.codec.age_labels import UNKNOWN
from boneage_kp.engine.datasets import build_sets
from boneage_kp.engine.devices import device_of, share_threads
from boneage_kp.engine.hooks.weights import FILE as WEIGHTS
from boneage_kp.engine.loaders import build_loader
from boneage_kp.engine.settings import TrainSettings
from boneage_kp.engine.tasks.known import task_of
from boneage_kp.engine.train import build_model
from boneage_kp.engine.weights_file import load_weights
from boneage_kp.study.sweep.runs import Run


@dataclass(frozen=True, eq=False)
class FilmFeatures:
    """features: (N, C) pooled, what the last layers see; age_months, sex: (N,) known of all."""

    features: np.ndarray
    age_months: np.ndarray
    sex: np.ndarray

    def __len__(self) -> int:
        return len(self.features)


def features_of(run: Run) -> FilmFeatures:
    """By the weights that a finished run has left; films without a sex or an age are left out."""
    settings, _ = run.read_config()
    share_threads(settings.threads, 1)
    model = build_model(settings).eval()
    load_weights(run.folder / WEIGHTS, model)
    device, found = device_of(model), []
    bf16 = settings.precision == "bf16"
    for batch in _batches(settings, model):
        with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16, enabled=bf16):
            maps = model.features(model.seen(batch["image"].to(device)))
        pooled = maps.float().mean(dim=(2, 3)).cpu().numpy()  # (B, C)
        labels = batch["labels"]
        found.append((pooled, labels.age_months.numpy(), labels.sex.numpy()))
    features, ages, sexes = (np.concatenate(column) for column in zip(*found, strict=True))
    known = np.isfinite(ages) & (sexes != UNKNOWN)
    return FilmFeatures(features[known], ages[known], sexes[known])


def _batches(settings: TrainSettings, model: torch.nn.Module) -> torch.utils.data.DataLoader:
    size = settings.val_batch_size or settings.batch_size
    _, films = build_sets(settings)
    return build_loader(films, size, shuffle=False, batch_of=task_of(model).collate)
