"""`ExportedNetwork`: a network out of an ONNX file; no torch anywhere near it."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from boneage_kp.engine.calibration import (
    Calibration,
    CalibrationError,
    calibration_beside,
    checked,
    parse_calibration,
    tempered,
)
from boneage_kp.runtime.backends import exported_backend
from boneage_kp.runtime.error import RuntimeProblem
from boneage_kp.runtime.network import Backend, NetworkReading
from boneage_kp.runtime.onnx_facts import OnnxFacts, read_onnx_facts
from boneage_kp.schema.hand import HAND
from boneage_kp.standards import Standard, load_standard


class ExportedNetwork:
    """A `Network` that some runtime computes.

    backend:      what computes; digest: of the file.
    calibration:  the one beside the file, else the one that it carries; None for none.
    """

    def __init__(
        self,
        backend: Backend,
        standard: Standard,
        input_size_px: int,
        digest: str,
        calibration: Calibration | None = None,
    ) -> None:
        self.backend = backend
        self.standard = standard
        self.input_hw = (input_size_px, input_size_px)
        self.digest = digest
        self.calibration = calibration

    @classmethod
    def from_file(
        cls, path: Path, backend: str = "onnx", bf16: bool = False, calibrated: bool = True
    ) -> "ExportedNetwork":
        """backend: "onnx" or "openvino"; calibrated: with its calibration, if it has one."""
        told = read_onnx_facts(path)
        standard = _standard_of(told.facts, path)
        calibration = exported_calibration(path, told) if calibrated else None
        computes = exported_backend(backend, path, told, bf16)
        return cls(computes, standard, int(told.facts["input_size_px"]), told.sha256, calibration)

    def read(self, grey: np.ndarray) -> NetworkReading:
        """grey: (B, 1, H, W) uint8."""
        if grey.shape[2:] != self.input_hw:
            raise ValueError(f"pixels are {grey.shape[2:]}; this network reads {self.input_hw}")
        reading = self.backend.run(grey)
        if self.calibration is None:
            return reading
        return reading._replace(posterior=tempered(reading.posterior, self.calibration))


def exported_calibration(path: Path, told: OnnxFacts) -> Calibration | None:
    """The calibration that lies beside the file; else that of the weights it was made from."""
    beside = calibration_beside(path, told.sha256)
    text = told.facts.get("calibration_json")
    if beside is not None or text is None:
        return beside
    carried = parse_calibration(text, str(path))
    try:
        return checked(carried, path, path, told.facts["weights_sha256"])
    except KeyError:
        raise CalibrationError(f"{path}: does not say its weights_sha256; export it anew") from None


def _standard_of(facts: Mapping[str, str], path: Path) -> Standard:
    """The standard whose stages it reads; other bones or another table are refused by name."""
    missing = [
        name
        for name in ("bones", "standard_id", "standard_digest", "input_size_px")
        if name not in facts
    ]
    if missing:
        raise RuntimeProblem(f"{path}: does not say its {', '.join(missing)}; export it anew")
    bones = " ".join(HAND.names)
    if facts["bones"] != bones:
        raise RuntimeProblem(
            f"{path}: is for the schema {facts.get('schema', '?')!r} with the bones "
            f"{facts['bones']}; the schema in use is {HAND.name!r} with {bones}"
        )
    standard = load_standard(facts["standard_id"])
    if standard.digest != facts["standard_digest"]:
        raise RuntimeProblem(
            f"{path}: was trained on stages of {standard.id} with digest "
            f"{facts['standard_digest'][:12]}; the tables here have {standard.digest[:12]}. "
            "Install the version it was made with, or train anew"
        )
    return standard
