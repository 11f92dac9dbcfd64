"""Small untrained networks whose heads speak up, so that there are points to compare."""

from pathlib import Path

import torch

from boneage_kp.engine.facts import model_facts
from boneage_kp.engine.weights_file import save_weights
from boneage_kp.models.detector import BoneDetector

SIZE_PX = 128
# Spread and bias of the heads: loud enough for peaks, not so loud that sigmoids end in plateaus,
# on which the highest cell is anybody's guess.
_HEADS = {"resnet10t": (4.0, 0.0), "mobilenetv4_conv_small": (2.0, -1.0)}


def tiny_weights(path: Path, backbone: str = "resnet10t", seed: int = 0) -> Path:
    """A weights file as training leaves one."""
    torch.manual_seed(seed)
    settings = {
        "backbone": {"type": "TimmBackbone", "model_name": backbone},
        "neck": {"widths": (8, 8, 16, 16, 16)},
        "aux_heads": False,
    }
    model = BoneDetector(**settings)
    spread, bias = _HEADS[backbone]
    with torch.no_grad():
        for head in (model.location.point, model.location.region):
            assert head is not None
            head.weight.normal_(std=spread)
            head.bias.fill_(bias)  # type: ignore[union-attr]
        model.maturity.conv.weight.normal_(std=0.5)
    facts = model_facts(model, {"model": settings}, SIZE_PX, "phantoms 1.7 0123 seed 0")
    return save_weights(path, model.state_dict(), facts)
