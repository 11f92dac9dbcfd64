"""`AgeNetwork`: a whole-image system out of a weights file, computed by torch."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch

import boneage_kp.models  # noqa: F401  imported to register
from boneage_kp.codec.age_labels import AgeLabels
from boneage_kp.engine.facts import WrongModel, check_tensors
from boneage_kp.engine.network import file_digest
from boneage_kp.engine.tasks.ages import check_system
from boneage_kp.engine.weights_file import read_weights
from boneage_kp.models.holistic.recipe import WholeImageSystem, known_systems, system_name
from boneage_kp.registry import MODELS, build

PREFIX = "holistic/"
_DRAWN = "phantoms "  # how the data digest of a set of drawn films begins


class Answers(NamedTuple):
    """age_months, sd_months, male: (B,) as in `AgeGuess`."""

    age_months: np.ndarray
    sd_months: np.ndarray
    male: np.ndarray


class AgeNetwork:
    """A system in eval mode, on the GPU when there is one.

    synthetic:  whether its weights say that they were trained on drawn films alone.
    """

    def __init__(
        self,
        model: WholeImageSystem,
        input_size_px: int,
        digest: str = "",
        bf16: bool = False,
        synthetic: bool = True,
    ) -> None:
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = model.eval().to(self.device, memory_format=torch.channels_last)
        self.system = system_name(model)
        self.input_hw = (input_size_px, input_size_px)
        self.digest = digest
        self.bf16 = bf16
        self.synthetic = synthetic

    @classmethod
    def from_weights(cls, path: Path, system: str, bf16: bool = False) -> "AgeNetwork":
        """The network that a weights file describes; another system's is refused by name."""
        state, facts = read_weights(path)
        check_system(facts, system, str(path))
        if "config_json" not in facts or "input_size_px" not in facts:
            raise WrongModel(f"{path}: does not say its config and input size; export it anew")
        model = build_system(json.loads(facts["config_json"]).get("model", {}), system)
        check_tensors(state, model, str(path))
        model.load_state_dict(state)
        synthetic = facts.get("data_digest", "").startswith(_DRAWN)
        return cls(model, int(facts["input_size_px"]), file_digest(path), bf16, synthetic)

    def read(self, grey: np.ndarray, sex: np.ndarray) -> Answers:
        """grey: (B, 1, H, W) uint8; sex: (B,) as `AgeLabels` has it."""
        image, labels = self._batch(grey, sex)
        with (
            torch.inference_mode(),
            torch.autocast(self.device.type, torch.bfloat16, enabled=self.bf16),
        ):
            found: Any = self.model(image, labels, mode="predict")
        return Answers(*(part.float().cpu().numpy() for part in found))

    def activation_map(self, grey: np.ndarray, sex: np.ndarray) -> np.ndarray:
        """(B, h, w) months that each place of the last feature map adds to the age."""
        image, labels = self._batch(grey, sex)
        return self.model.activation_map(image, labels).float().cpu().numpy()

    def _batch(self, grey: np.ndarray, sex: np.ndarray) -> tuple[torch.Tensor, AgeLabels]:
        shown = torch.from_numpy(np.asarray(sex, np.float32)).to(self.device)
        labels = AgeLabels(shown, torch.full_like(shown, torch.nan))
        return torch.from_numpy(grey).to(self.device), labels


def build_system(settings: dict[str, Any], system: str) -> WholeImageSystem:
    """A system from its config, without the weights that its training started from."""
    given = {name: value for name, value in settings.items() if name != "type"}
    if isinstance(given.get("backbone"), dict):
        given["backbone"] = given["backbone"] | {"weights_file": None}
    return build({"type": known_systems()[system], **given}, MODELS)


def system_asked_for(name: str) -> str:
    """'holistic/inception_winner' to its system; another name is refused with those known."""
    known = known_systems()
    asked = name.removeprefix(PREFIX)
    if not name.startswith(PREFIX) or asked not in known:
        told = ", ".join(PREFIX + one for one in known)
        raise ValueError(f"--model {name!r} is unknown; known: {told}")
    return asked
