"""The exported forms of a network that is only timed: untrained, hence not compared with torch."""

import copy
from collections.abc import Callable
from pathlib import Path

import numpy as np

from boneage_kp.engine.facts import model_facts
from boneage_kp.engine.half_check import phantom_views
from boneage_kp.export.graph import folded, serialised, traced
from boneage_kp.export.quantise import quantised
from boneage_kp.models.detector import BoneDetector
from boneage_kp.runtime.backends import exported_backend
from boneage_kp.runtime.error import RuntimeProblem
from boneage_kp.runtime.network import Backend
from boneage_kp.runtime.onnx_facts import read_onnx_facts


def write_exports(
    model: BoneDetector, size_px: int, folder: Path, calibrate_on: int
) -> dict[str, Path]:
    """The files of "fp32" and, with films to calibrate on, of "int8", by these names."""
    facts = model_facts(model, {}, size_px, "none")
    # A copy: tracing moves a model to the CPU.
    graph = folded(traced(copy.deepcopy(model), size_px))
    folder.mkdir(parents=True, exist_ok=True)
    files = {"fp32": folder / export_name("fp32", size_px)}
    files["fp32"].write_bytes(serialised(graph, facts))
    if calibrate_on:
        views = phantom_views((size_px, size_px), calibrate_on)
        files["int8"] = folder / export_name("int8", size_px)
        files["int8"].write_bytes(serialised(quantised(graph, views), facts))
    return files


def export_name(precision: str, size_px: int) -> str:
    """What the file of one form is called."""
    return f"{precision}_{size_px}.onnx"


def reading_work(
    name: str, path: Path, grey: np.ndarray, bf16: bool = False
) -> Callable[[], object] | str:
    """Reads `grey` once, or why this runtime cannot."""
    try:
        backend: Backend = exported_backend(name, path, read_onnx_facts(path), bf16)
    except RuntimeProblem as fault:
        return str(fault).removeprefix(f"{path}: ")
    return lambda: backend.run(grey)
