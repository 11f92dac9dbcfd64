"""Weights to an ONNX file that returns points and stages, compared with torch before it is kept."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from boneage_kp import __version__
from boneage_kp.engine.calibration import calibration_beside, calibration_text
from boneage_kp.engine.exported import ExportedNetwork
from boneage_kp.engine.half_check import MAX_MOVE_SHARE, MAX_POSTERIOR_CHANGE, phantom_views
from boneage_kp.engine.network import TorchNetwork
from boneage_kp.engine.settings import SIZE_STEPS
from boneage_kp.engine.weights_file import read_weights
from boneage_kp.export.graph import folded, halved, serialised, traced
from boneage_kp.export.parity import MAX_CHANGE, MAX_MOVE_PX, ExportError, Parity, compare
from boneage_kp.export.quantise import quantised

PRECISIONS = ("float32", "float16", "int8")
_KEPT = ("schema", "bones", "standard_id", "standard_digest", "data_digest")
_NEEDED = ("onnx", "onnxruntime")


@dataclass(frozen=True)
class Exported:
    """precision: of `PRECISIONS`, how weights are stored; parity: against torch in float32."""

    path: Path
    precision: str
    bytes: int
    parity: Parity


def export_onnx(
    weights: Path,
    target: Path,
    precision: str = "float32",
    films: int = 3,
    calibrate_on: int = 64,
    input_size_px: int | None = None,
) -> Exported:
    """Write `target`; a file that reads otherwise than torch is not kept.

    precision:      "float16" halves the file and computes in float32; "int8" quantises.
    films:          phantoms that both read.
    calibrate_on:   phantoms that ranges are measured on, for int8.
    input_size_px:  to be read at; None takes what the weights say.
    """
    _check(weights, target, precision, input_size_px)
    network = TorchNetwork.from_weights(weights, calibrated=False)
    if input_size_px is not None:
        network.input_hw = (input_size_px, input_size_px)
    facts = onnx_facts(weights, network, precision)
    views = phantom_views(network.input_hw, films)
    reference = network.read(views)
    model = folded(traced(network.model, network.input_hw[0]))
    target.parent.mkdir(parents=True, exist_ok=True)
    trial = target.with_name(f".{os.getpid()}.{target.name}")
    try:
        trial.write_bytes(serialised(model, facts))
        parity = compare(reference, _read(trial, views))
        parity.refuse_beyond(MAX_MOVE_PX, MAX_CHANGE, f"{target} in float32")
        if precision == "float16":
            trial.write_bytes(serialised(halved(model), facts))
            parity = compare(reference, _read(trial, views))
            # As weights are halved when they are shipped, and by the same limits.
            limit_px = max(MAX_MOVE_PX, MAX_MOVE_SHARE * float(reference.length_px.min()))
            parity.refuse_beyond(limit_px, MAX_POSTERIOR_CHANGE, f"{target} in float16")
        if precision == "int8":
            drawn = phantom_views(network.input_hw, calibrate_on, first=films)
            trial.write_bytes(serialised(quantised(model, drawn), facts))
            parity = compare(reference, _read(trial, views))
        trial.replace(target)
    finally:
        trial.unlink(missing_ok=True)
    return Exported(target, precision, target.stat().st_size, parity)


def onnx_facts(weights: Path, network: TorchNetwork, precision: str) -> dict[str, str]:
    """What stands in the file: whose bones and stages, made from what and by what."""
    told = read_weights(weights)[1]
    size_px = str(network.input_hw[0])
    # What was fitted at one size holds at that size.
    fits = size_px == told["input_size_px"]
    calibration = calibration_beside(weights, network.digest) if fits else None
    carried = {} if calibration is None else {"calibration_json": calibration_text(calibration)}
    return {
        **{name: told[name] for name in _KEPT if name in told},
        "input_size_px": size_px,
        **carried,
        "config": json.dumps(_names_of(json.loads(told["config_json"]))),
        "weights_sha256": network.digest,
        "precision": precision,
        "preprocessing": "hand cut out and upright, letterboxed to input_size_px, uint8 grey 0-255",
        "boneage_kp_version": __version__,
        "torch_version": version("torch"),
        "onnx_version": version("onnx"),
        "onnxruntime_version": version("onnxruntime"),
        "notice": "research software, not a medical device",
    }


def _names_of(config: Mapping[str, Any]) -> dict[str, Any]:
    """The model's part of a config: what says which network it is, and no path of any machine."""
    model = dict(config.get("model", {}))
    backbone = {k: v for k, v in dict(model.get("backbone", {})).items() if k != "weights_file"}
    return {**model, "backbone": backbone}


def _read(path: Path, views: Any) -> Any:
    return ExportedNetwork.from_file(path, calibrated=False).read(views)


def _check(weights: Path, target: Path, precision: str, input_size_px: int | None) -> None:
    if precision not in PRECISIONS:
        raise ExportError(f"precision {precision!r} is unknown; known: {' '.join(PRECISIONS)}")
    step = SIZE_STEPS["BoneDetector"]
    if input_size_px is not None and (input_size_px < 2 * step or input_size_px % step):
        raise ExportError(
            f"input size {input_size_px}: a multiple of {step} is wanted, from {2 * step} on"
        )
    if target.suffix != ".onnx":
        raise ExportError(f"{target}: an ending of .onnx is wanted; runtimes are chosen by it")
    if weights.suffix == ".onnx":
        raise ExportError(f"{weights}: is exported already; give the .safetensors it came from")
    for name in _NEEDED:
        try:
            version(name)
        except ModuleNotFoundError:
            raise ExportError(
                f"exporting needs {name}, which is not installed: pip install 'boneage-kp[train]'"
            ) from None
