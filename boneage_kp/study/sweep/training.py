"""The figures of a run: trained as its config says, its errors read off its log."""

import math
from collections.abc import Mapping
from typing import Any

import torch

from boneage_kp.engine.hooks.csv_log import FILE as LOG
from boneage_kp.engine.hooks.csv_log import read_rows
from boneage_kp.engine.hooks.nan_stop import LossFault
from boneage_kp.engine.parts import MODELS, build
from boneage_kp.study.sweep.runs import Figures, Run, keep_weights_only, train_seconds

MAE, RMSE = "age/mae_months", "age/rmse_months"


def train_and_validate(run: Run) -> Figures:
    """Train as the config says; errors of the running mean of the weights after the last step.

    A run whose loss is no number any more has no error: that also is an answer.
    """
    from boneage_kp.engine.train import train

    settings, config = run.read_config()
    try:
        train(settings, config, run.folder)
    except LossFault as fault:
        print(f"{run.leaf}, seed {run.seed}: {fault}", flush=True)
        return {"mae_months": None, "rmse_months": None, "train_seconds": train_seconds(run)}
    last = read_rows(run.folder / LOG)[-1]
    keep_weights_only(run)
    return {
        "mae_months": _finite(last[MAE]),
        "rmse_months": _finite(last[RMSE]),
        "train_seconds": train_seconds(run),
    }


def trained_parameters(model: Mapping[str, Any]) -> int:
    """How many numbers training moves in a config's model."""
    return sum(p.numel() for p in on_paper(model).parameters() if p.requires_grad)


def on_paper(model: Mapping[str, Any]) -> torch.nn.Module:
    """Shapes without numbers: nothing is allocated."""
    with torch.device("meta"):
        return build(dict(model), MODELS)


def _finite(text: str) -> float | None:
    return float(text) if math.isfinite(float(text)) else None
