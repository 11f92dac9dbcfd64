"""`OpenVinoBackend`: OpenVINO, in float32, bfloat16, or the int8 that a file was quantised to.

Asked for bfloat16, OpenVINO would take it everywhere; local contrast and decoding need float32
(bfloat16 counts cells beyond 256 in twos). So the graph is cut where the file says that its
network begins and ends, and only that part is computed in bfloat16.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from boneage_kp.runtime.error import RuntimeProblem
from boneage_kp.runtime.network import NetworkReading
from boneage_kp.runtime.onnx_facts import INPUT, NETWORK_INPUT, NETWORK_OUTPUTS, OUTPUTS
from boneage_kp.runtime.threads import usable_threads


class OpenVinoBackend:
    """An exported network in OpenVINO, on the CPU.

    facts:  of the file; they say where its network begins and ends.
    """

    def __init__(self, path: Path, facts: Mapping[str, str], bf16: bool = False) -> None:
        try:
            import openvino
        except ImportError as fault:
            raise RuntimeProblem(
                f"{path}: needs OpenVINO, which cannot be imported ({fault}); "
                "pip install 'boneage-kp[openvino]', or use --backend onnx"
            ) from None
        core = openvino.Core()
        try:
            if bf16:
                cuts = ([facts[NETWORK_INPUT]], facts[NETWORK_OUTPUTS].split())
                parts = _cut(openvino, core.read_model(path), cuts)
            else:
                parts = [core.read_model(path)]
            precisions = ["f32", "bf16", "f32"] if bf16 else ["f32"]
            self.parts = [
                core.compile_model(part, "CPU", _settings(precision))
                for part, precision in zip(parts, precisions, strict=True)
            ]
        except (RuntimeError, KeyError) as fault:
            told = (str(fault).strip().splitlines() or [""])[-1]
            raise RuntimeProblem(
                f"{path}: OpenVINO {openvino.__version__} does not take it: {told}. Export it "
                "anew (boneage-kp export), or use --backend onnx"
            ) from None

    def run(self, grey: np.ndarray) -> NetworkReading:
        """grey: (B, 1, H, W) uint8."""
        known: dict[str, np.ndarray] = {INPUT: np.ascontiguousarray(grey)}
        for part in self.parts:
            wanted = {port.any_name: known[port.any_name] for port in part.inputs}
            found = part(wanted)
            for port in part.outputs:
                known |= dict.fromkeys(port.names, found[port])
        # Copies: what OpenVINO hands out is overwritten by the next film.
        return NetworkReading(*(np.array(known[name]) for name in OUTPUTS))


def _settings(precision: str) -> dict[str, Any]:
    return {
        "INFERENCE_PRECISION_HINT": precision,
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_NUM_THREADS": usable_threads(),
    }


def _cut(openvino: Any, model: Any, cuts: Sequence[Sequence[str]]) -> list[Any]:
    """A model as several that follow each other, cut at tensors by name."""
    parts = []
    inputs = model.get_parameters()
    for names in cuts:
        ends = [_output(model, name) for name in names]
        begins = []
        for name, end in zip(names, ends, strict=True):
            begin = openvino.opset13.parameter(
                end.get_partial_shape(), end.get_element_type(), name=f"{name} (cut)"
            )
            begin.output(0).set_names({name})
            for target in end.get_target_inputs():
                target.replace_source_output(begin.output(0))
            begins.append(begin)
        results = [openvino.opset13.result(end) for end in ends]
        parts.append(openvino.Model(results, inputs))
        inputs = begins
    parts.append(openvino.Model(model.get_results(), inputs))
    return parts


def _output(model: Any, name: str) -> Any:
    for operation in model.get_ops():
        for output in operation.outputs():
            if name in output.get_names():
                return output
    raise KeyError(name)
