"""What `benchmark compare` times: a network in every runtime, a light one, a bare backbone."""

import copy
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from boneage_kp.models.detector import BoneDetector
from boneage_kp.models.folding import fold_norms
from boneage_kp.runtime.torch_ import TorchBackend
from boneage_kp.study.compare.exports import reading_work, write_exports
from boneage_kp.study.compare.rounds import Subject, Work
from boneage_kp.study.model_cost.counts import network_cost

_PRECISIONS = {"fp32": False, "bf16": True}


def network_subjects(
    model: BoneDetector, size_px: int, folder: Path, calibrate_on: int
) -> list[Subject]:
    """The whole reading in torch, ONNX Runtime and OpenVINO; its maps alone; its bare backbone."""
    cost = network_cost(model, size_px)
    whole = cost.gmac()
    trained, model = model, _as_read(model)
    bare = sum(part.gmac for part in cost.parts if part.name == "backbone")
    grey = some_film(size_px)
    found = [
        Subject("network", "torch", precision, _torch_work(model, grey, bf16), whole)
        for precision, bf16 in _PRECISIONS.items()
    ]
    for precision, bf16 in _PRECISIONS.items():
        maps, backbone = _part_works(model, grey, bf16)
        found.append(Subject("maps alone", "torch", precision, maps, whole))
        found.append(Subject("bare backbone", "torch", precision, backbone, bare))
    files = write_exports(trained, size_px, folder, calibrate_on)
    for runtime, precision in (
        ("onnx", "fp32"),
        ("onnx", "int8"),
        ("openvino", "fp32"),
        ("openvino", "bf16"),
        ("openvino", "int8"),
    ):
        path = files["int8" if precision == "int8" else "fp32"]
        work = reading_work(runtime, path, grey, precision == "bf16")
        found.append(Subject("network", runtime, precision, work, whole))
    return found


def light_subjects(model: BoneDetector, size_px: int, folder: Path) -> list[Subject]:
    """The light network as it is used: exported, in float32."""
    whole = network_cost(model, size_px).gmac()
    grey = some_film(size_px)
    path = write_exports(model, size_px, folder, 0)["fp32"]
    works = {name: reading_work(name, path, grey) for name in ("onnx", "openvino")}
    works = {"torch": _torch_work(_as_read(model), grey, False), **works}
    return [Subject("light", name, "fp32", work, whole) for name, work in works.items()]


def _as_read(model: BoneDetector) -> BoneDetector:
    """A copy as weights files are read with: norms folded, in the bare backbone too."""
    copied = copy.deepcopy(model).eval()
    fold_norms(copied, torch.zeros(1, 1, 64, 64, device=next(copied.parameters()).device))
    return copied


def some_film(size_px: int) -> np.ndarray:
    """(1, 1, size, size) uint8: what is on it does not change how long reading takes."""
    return np.random.default_rng(0).integers(0, 256, (1, 1, size_px, size_px), dtype=np.uint8)


def _torch_work(model: BoneDetector, grey: np.ndarray, bf16: bool) -> Work:
    backend = TorchBackend(model, bf16)
    return lambda: backend.run(grey)


def _part_works(
    model: BoneDetector, grey: np.ndarray, bf16: bool
) -> tuple[Callable[[], object], Callable[[], object]]:
    device = next(model.parameters()).device
    image = torch.from_numpy(grey).to(device)
    ready = ((image.float() - model.mean) / model.std).contiguous(memory_format=torch.channels_last)

    def maps() -> object:
        with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16, enabled=bf16):
            return model(image)

    def backbone() -> object:
        with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16, enabled=bf16):
            return model.backbone(ready)

    return maps, backbone
