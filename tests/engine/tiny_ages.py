"""A run of a whole-image system that takes seconds, and weights that mean nothing yet."""

from pathlib import Path
from typing import Any

import torch

import boneage_kp.models  # noqa: F401  imported to register
from boneage_kp.engine.facts import model_facts
from boneage_kp.engine.weights_file import save_weights
from boneage_kp.models.holistic.inception_winner import InceptionWinner
from tests.engine.tiny_runs import phantoms, tiny

SIZE_PX = 64
SETTINGS: dict[str, Any] = dict(
    backbone=dict(type="TimmBackbone", model_name="resnet10t"), dense=(16, 8)
)
MODEL = dict(type="InceptionWinner", **SETTINGS)


def tiny_ages(**changes: Any) -> dict[str, Any]:
    """Keys of a config that differ from `tiny_runs.tiny`."""
    steps = [dict(type="RandomWarp", size="epoch_size"), dict(type="HideSex")]
    pictures = phantoms(2, fixed=True, seed=9) | dict(
        pipeline=[dict(type="Letterbox", size="epoch_size")]
    )
    given = dict(
        model=MODEL,
        train_data=phantoms() | dict(pipeline=steps),
        val_data=pictures,
        best_metric="age/mae_months",
        best_rule="less",
        freeze_norm="never",
    )
    return tiny(**given | changes)


def age_weights(path: Path, seed: int = 0, **changes: Any) -> Path:
    """A whole weights file of an untrained system; changes are to its arguments."""
    torch.manual_seed(seed)
    settings = SETTINGS | changes
    model = InceptionWinner(**settings)
    config = {"model": {"type": "InceptionWinner", **settings}}
    facts = model_facts(model, config, SIZE_PX, "phantoms 1.7 0123 seed 0")
    return save_weights(path, model.state_dict(), facts)
