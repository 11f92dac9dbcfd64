"""`TorchNetwork`: a network out of a safetensors file or out of memory, computed by torch."""

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from boneage_kp.engine.calibration import Calibration, calibration_beside, tempered
from boneage_kp.runtime.network import NetworkReading
from boneage_kp.runtime.torch_ import TorchBackend

if TYPE_CHECKING:
    from boneage_kp.models.detector import BoneDetector


class TorchNetwork:
    """A `BoneDetector` in eval mode, on the GPU when there is one.

    bf16:         read under bfloat16 autocast: 2-3 times faster for ResNets on CPUs that have it.
    calibration:  temperatures, beta and limits that were fitted for these weights, or None.
    """

    def __init__(
        self,
        model: "BoneDetector",
        input_size_px: int,
        digest: str | None = None,
        bf16: bool = False,
        calibration: Calibration | None = None,
    ) -> None:
        self.backend = TorchBackend(model, bf16)
        self.model = self.backend.model
        self.standard = model.standard
        self.input_hw = (input_size_px, input_size_px)
        self.digest = digest or state_digest(model)
        self.calibration = calibration

    @classmethod
    def from_weights(
        cls, path: Path, bf16: bool = False, calibrated: bool = True
    ) -> "TorchNetwork":
        """The network that a weights file describes, with its weights, norms folded: for reading.

        calibrated:  with the calibration that lies beside the file, if one does.
        """
        import torch

        import boneage_kp.models  # noqa: F401  imported to register
        from boneage_kp.engine.facts import check_facts, check_tensors
        from boneage_kp.engine.tasks.ages import refuse_whole_image
        from boneage_kp.engine.weights_file import read_weights
        from boneage_kp.models.detector import BoneDetector
        from boneage_kp.models.folding import fold_norms

        state, facts = read_weights(path)
        refuse_whole_image(facts, str(path))
        model = BoneDetector(**_model_settings(facts, path, any(n[:4] == "aux." for n in state)))
        check_facts(facts, model, str(path))
        check_tensors(state, model, str(path))
        model.load_state_dict(state)
        fold_norms(model.eval(), torch.zeros(1, 1, 64, 64))
        digest = file_digest(path)
        calibration = calibration_beside(path, digest) if calibrated else None
        return cls(model, int(facts["input_size_px"]), digest, bf16, calibration)

    def read(self, grey: np.ndarray) -> NetworkReading:
        """grey: (B, 1, H, W) uint8."""
        reading = self.backend.run(grey)
        if self.calibration is None:
            return reading
        return reading._replace(posterior=tempered(reading.posterior, self.calibration))


def _model_settings(facts: dict[str, str], path: Path, aux_heads: bool) -> dict:
    """Arguments of the detector from the config that lies in the weights file."""
    from boneage_kp.engine.facts import WrongModel

    if "config_json" not in facts or "input_size_px" not in facts:
        raise WrongModel(f"{path}: does not say its config and input size; export it anew")
    settings = dict(json.loads(facts["config_json"]).get("model", {}))
    settings.pop("type", None)
    backbone = dict(settings.get("backbone", {}))
    backbone.pop("weights_file", None)  # where training started from; it need not exist here
    return settings | {"backbone": backbone, "aux_heads": aux_heads}


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def state_digest(model: "BoneDetector") -> str:
    """SHA-256 over names and values of a model that did not come from a file."""
    digest = hashlib.sha256()
    for name, value in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(value.detach().cpu().float().contiguous().numpy().tobytes())
    return digest.hexdigest()
