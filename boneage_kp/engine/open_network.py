"""A weights file to a `Network`, by whatever runtime reads it; which file when none is named."""

import importlib.util
from collections.abc import Mapping
from pathlib import Path

from boneage_kp.engine import shipped as shelf
from boneage_kp.engine.calibration import Calibration, calibration_beside
from boneage_kp.engine.exported import ExportedNetwork, exported_calibration
from boneage_kp.engine.network import TorchNetwork, file_digest
from boneage_kp.engine.shipped import ShippedWeightsError, read_manifest, shipped
from boneage_kp.runtime.backends import backend_of
from boneage_kp.runtime.error import RuntimeProblem
from boneage_kp.runtime.network import Network
from boneage_kp.runtime.onnx_facts import read_onnx_facts

_NEITHER = (
    "torch is not installed, and no network that reads without it is shipped here. "
    "pip install 'boneage-kp[train]' brings torch for the shipped fine network; or give an "
    "exported network with --weights FILE.onnx"
)


def open_network(
    path: Path, backend: str | None = None, bf16: bool = False, calibrated: bool = True
) -> Network:
    """The network in a file: .safetensors by torch, .onnx by ONNX Runtime or OpenVINO.

    backend:     of `backends.BACKENDS`; None goes by the file's ending.
    calibrated:  with its calibration, if it has one.
    """
    name = backend_of(path, backend)
    if name == "torch":
        return TorchNetwork.from_weights(path, bf16, calibrated)
    return ExportedNetwork.from_file(path, name, bf16, calibrated)


def open_finder(path: Path, backend: str | None = None, bf16: bool = False) -> Network:
    """The coarse pass: beside torch an exported one reads too, since it ships in that form only."""
    exported = path.suffix == ".onnx"
    name = backend_of(path, None if exported and backend == "torch" else backend)
    try:
        return open_network(path, name, bf16 and not (exported and name == "onnx"))
    except RuntimeProblem as fault:
        raise RuntimeProblem(
            f"{fault}. It is the finder: --finder none reads upright films without it"
        ) from None


def default_weights(backend: str | None = None) -> Path:
    """The network that comes with the package: the fine one, or the light one where that is all
    that can be computed (no torch here, or another backend asked for)."""
    if backend in ("onnx", "openvino"):
        return shipped("light")
    if backend is None and importlib.util.find_spec("torch") is None:
        if not _is_shipped("light"):
            raise ShippedWeightsError(_NEITHER)
        return shipped("light")
    return shipped("fine")


def default_finder() -> Path | None:
    """The coarse pass that comes with the package, if one does."""
    return shipped("finder") if _is_shipped("finder") else None


def _is_shipped(role: str) -> bool:
    return any(role in entry.roles for entry in read_manifest(shelf.FOLDER))


def weights_facts(path: Path) -> Mapping[str, str]:
    """What a weights file says of itself."""
    if path.suffix == ".onnx":
        return read_onnx_facts(path).facts
    from boneage_kp.engine.weights_file import read_weights

    return read_weights(path)[1]


def calibration_of(path: Path) -> Calibration | None:
    """The calibration that a weights file is read with; None where it has none."""
    if path.suffix == ".onnx":
        return exported_calibration(path, read_onnx_facts(path))
    return calibration_beside(path, file_digest(path))
