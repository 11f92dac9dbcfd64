"""`OrtBackend`: ONNX Runtime, in float32 or in the int8 that a file was quantised to."""

from pathlib import Path

import numpy as np

from boneage_kp.runtime.error import RuntimeProblem
from boneage_kp.runtime.network import NetworkReading
from boneage_kp.runtime.onnx_facts import INPUT, OUTPUTS
from boneage_kp.runtime.threads import usable_threads


class OrtBackend:
    """An exported network in ONNX Runtime, on the CPU."""

    def __init__(self, path: Path) -> None:
        try:
            import onnxruntime
        except ImportError as fault:
            raise RuntimeProblem(
                f"{path}: needs ONNX Runtime, which cannot be imported ({fault}); "
                "pip install onnxruntime, or use --backend openvino"
            ) from None
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = usable_threads()
        options.log_severity_level = 3  # what it says of its own optimisations concerns nobody
        try:
            self.session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        except Exception as fault:  # its own exceptions share no base but this one
            raise RuntimeProblem(
                f"{path}: ONNX Runtime {onnxruntime.__version__} does not take it: "
                f"{_first_line(fault)}. Export it anew (boneage-kp export), or "
                "pip install --upgrade onnxruntime"
            ) from None

    def run(self, grey: np.ndarray) -> NetworkReading:
        """grey: (B, 1, H, W) uint8."""
        return NetworkReading(*self.session.run(OUTPUTS, {INPUT: np.ascontiguousarray(grey)}))


def _first_line(fault: Exception) -> str:
    return (str(fault).splitlines() or [type(fault).__name__])[0]
