"""The runtimes by name, and which of them computes a file."""

import importlib.util
from pathlib import Path

from boneage_kp.runtime.error import RuntimeProblem
from boneage_kp.runtime.network import Backend
from boneage_kp.runtime.onnx_facts import OnnxFacts

BACKENDS = ("torch", "onnx", "openvino")
_ENDINGS = {"torch": ".safetensors", "onnx": ".onnx", "openvino": ".onnx"}


def backend_of(path: Path, asked: str | None = None) -> str:
    """The runtime for a weights file: what was asked for, if it can, else by the file's ending."""
    if asked is not None and asked not in BACKENDS:
        raise RuntimeProblem(f"backend {asked!r} is unknown; known: {' '.join(BACKENDS)}")
    exported = path.suffix == ".onnx"
    name = asked or ("onnx" if exported else "torch")
    if (name == "torch") == exported:
        other = "give the .safetensors it was made from, or --backend onnx"
        cure = other if exported else "make one: boneage-kp export WEIGHTS.safetensors -o FILE.onnx"
        raise RuntimeProblem(f"{path}: backend {name} reads {_ENDINGS[name]} files; {cure}")
    if name == "torch" and importlib.util.find_spec("torch") is None:
        raise RuntimeProblem(
            f"{path}: needs torch, which is not installed: pip install 'boneage-kp[train]'; "
            "an exported network (.onnx) reads films without it"
        )
    return name


def exported_backend(name: str, path: Path, facts: OnnxFacts, bf16: bool = False) -> Backend:
    """The runtime that computes an exported network."""
    if name == "openvino":
        from boneage_kp.runtime.openvino_ import OpenVinoBackend

        return OpenVinoBackend(path, facts.facts, bf16)
    if bf16:
        raise RuntimeProblem(
            f"{path}: ONNX Runtime has no bfloat16 on CPUs; leave --bf16 out, or use --backend "
            "openvino, or the .safetensors with --backend torch"
        )
    from boneage_kp.runtime.ort_ import OrtBackend

    return OrtBackend(path)
