"""Weights of the regional pipeline made at once: untrained regions, a mask of what is bright."""

from pathlib import Path
from typing import Any

import numpy as np
import torch

import boneage_kp.models  # noqa: F401  imported to register
from boneage_kp.engine.facts import model_facts
from boneage_kp.engine.weights_file import save_weights
from boneage_kp.models.holistic.regional_vgg import RegionalVgg
from boneage_kp.models.regional.hand_mask import HandMask

SIZE_PX = 64
TARGETS: dict[str, dict[str, Any]] = {
    "regression": dict(
        target=dict(type="AgeMonths", centre_months=120.0, scale_months=120.0),
        loss=dict(type="AgeL1"),
    ),
    "classification": dict(target=dict(type="AgeBins", yes_or_no=True), loss=dict(type="AgeBce")),
}
MASK_WIDTHS = (2, 3)


def region_weights(
    path: Path, region: str = "a", head: str = "regression", hands: str = "both", seed: int = 0
) -> Path:
    """A whole weights file of an untrained region."""
    torch.manual_seed(seed)
    settings = dict(widths=(4, 6), dense=(5,), hands=hands, **TARGETS[head])
    model = RegionalVgg(**settings)
    config = {
        "model": {"type": "RegionalVgg", **settings},
        "train_data": {"type": "HandAlonePhantoms"},
        "val_data": {"pipeline": [dict(type="CutRegion", region=region, size="epoch_size")]},
    }
    facts = model_facts(model, config, SIZE_PX, "phantoms 1.7 0123 seed 0 hand alone")
    return save_weights(path, model.state_dict(), facts)


def bright_mask() -> HandMask:
    """A mask network that finds what is brighter than grey 165, by weights put in by hand."""
    model = HandMask(MASK_WIDTHS).eval()
    net = model.network
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "conv" in name:
                parameter.zero_()
        # One path of ones: the film, through the finest level's skip, to the last layer.
        for block, source in ((net.down[0], 0), (net.up[-1], MASK_WIDTHS[1])):
            block[0].conv.weight[0, source, 1, 1] = 1.0
            block[1].conv.weight[0, 0, 1, 1] = 1.0
        net.last.weight[:] = 0.0
        net.last.weight[0, 0] = 60.0
        net.last.bias[:] = -60.0 * 0.3
    return model


def mask_weights(path: Path, size_px: int = SIZE_PX) -> Path:
    """A whole weights file of `bright_mask`."""
    model = bright_mask()
    config = {"model": {"type": "HandMask", "widths": MASK_WIDTHS}}
    return save_weights(path, model.state_dict(), model_facts(model, config, size_px, "by hand"))


def plain_hand(height: int = 120, width: int = 90) -> np.ndarray:
    """(H, W) uint8: a palm with four fingers and a forearm to the lower edge, grey 220 on 20."""
    grey = np.full((height, width), 20, np.uint8)
    grey[55:90, 25:65] = 220
    for left in (25, 36, 47, 58):
        grey[20:56, left : left + 7] = 220
    grey[88:, 35:55] = 220
    return grey
