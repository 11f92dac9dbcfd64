"""Untrained TJ-Nets as weights files, for the studies that compare them."""

from pathlib import Path
from typing import Any

import torch

from boneage_kp.engine.facts import model_facts
from boneage_kp.engine.weights_file import save_weights
from boneage_kp.models.holistic.tj_net import TjNet

SETTINGS: dict[str, Any] = dict(width=0.1, depth=(1, 1, 1), sex_units=8, sex_dense=16)
SIZE_PX = 64


def tj_weights(path: Path, seed: int = 0, **changes: Any) -> Path:
    """A whole weights file; changes are to the network's arguments."""
    torch.manual_seed(seed)
    settings = SETTINGS | changes
    model = TjNet(**settings)
    config = {"model": {"type": "TjNet", **settings}}
    facts = model_facts(model, config, SIZE_PX, "phantoms 1.7 0123 seed 0")
    return save_weights(path, model.state_dict(), facts)
