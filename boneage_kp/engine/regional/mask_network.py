"""`MaskNetwork`: a hand mask out of a weights file, computed by torch."""

import json
from pathlib import Path

import numpy as np
import torch

import boneage_kp.models  # noqa: F401  imported to register
from boneage_kp.engine.facts import WrongModel, check_tensors
from boneage_kp.engine.network import file_digest
from boneage_kp.engine.tasks.masks import check_hand_mask
from boneage_kp.engine.weights_file import read_weights
from boneage_kp.models.regional.hand_mask import HandMask


class MaskNetwork:
    """A network in eval mode, on the GPU when there is one."""

    def __init__(self, model: HandMask, input_size_px: int, digest: str = "") -> None:
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = model.eval().to(self.device, memory_format=torch.channels_last)
        self.input_hw = (input_size_px, input_size_px)
        self.digest = digest

    @classmethod
    def from_weights(cls, path: Path) -> "MaskNetwork":
        """The network that a weights file describes; any other kind is refused by name."""
        state, facts = read_weights(path)
        check_hand_mask(facts, str(path))
        if "config_json" not in facts or "input_size_px" not in facts:
            raise WrongModel(f"{path}: does not say its config and input size; export it anew")
        settings = dict(json.loads(facts["config_json"]).get("model", {}))
        settings.pop("type", None)
        model = HandMask(**settings)
        check_tensors(state, model, str(path))
        model.load_state_dict(state)
        return cls(model, int(facts["input_size_px"]), file_digest(path))

    def probability(self, grey: np.ndarray) -> np.ndarray:
        """(B, H, W) uint8 of the input's size to (B, H, W) float32 in 0-1."""
        image = torch.from_numpy(grey[:, None]).to(self.device)
        with torch.inference_mode():
            found = self.model(image, mode="predict")
        return found[:, 0].cpu().numpy()
