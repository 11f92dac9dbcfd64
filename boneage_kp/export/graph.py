"""A detector to an ONNX model: traced, folded, its weights stored small, its facts inside."""

import io
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from boneage_kp.export.parity import ExportError
from boneage_kp.runtime.onnx_facts import (
    FORMAT,
    INPUT,
    NETWORK_INPUT,
    NETWORK_OUTPUTS,
    OPSET,
    OUTPUTS,
    sealed,
)

if TYPE_CHECKING:
    from boneage_kp.models.detector import BoneDetector

NETWORK_PARTS = ("backbone", "neck", "location", "maturity")  # of `BoneDetector`
HEADS = ("location", "maturity")
_HALF_FROM = 256  # values: below that a Cast costs more than it saves


def traced(model: "BoneDetector", input_size_px: int) -> Any:
    """A detector with decoding and stage pooling as an `onnx.ModelProto`, batch left open.

    By the TorchScript exporter: the newer one needs another package and fixes a batch of one.
    """
    import onnx
    import torch

    from boneage_kp.runtime.reading_graph import ReadingGraph

    # Eval on the wrapper too: the exporter restores its mode, and through it the network's.
    graph = ReadingGraph(model).cpu().eval()
    image = torch.zeros(2, 1, input_size_px, input_size_px, dtype=torch.uint8)
    content: Any = io.BytesIO()  # which the exporter takes, but does not declare
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # of sizes that tracing fixes, which is wanted here
        torch.onnx.export(
            graph,
            (image,),
            content,
            dynamo=False,
            opset_version=OPSET,
            input_names=[INPUT],
            output_names=list(OUTPUTS),
            dynamic_axes={name: {0: "batch"} for name in (INPUT, *OUTPUTS)},
        )
    return onnx.load_from_string(content.getvalue())


def folded(model: Any) -> Any:
    """The same model with everything constant computed: three times fewer nodes to load."""
    import onnx
    import onnxruntime

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "folded.onnx"
        options = onnxruntime.SessionOptions()
        # Basic: only what is plain ONNX afterwards, for any runtime and any processor.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = str(target)
        options.log_severity_level = 3
        onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
        made = onnx.load(target)
    left = {node.op_type for node in made.graph.node if node.op_type == "BatchNormalization"}
    strange = {node.domain for node in made.graph.node} - {"", "ai.onnx"}
    if left or strange:
        raise ExportError(
            f"the graph holds {sorted(left | strange)} after folding; wanted plain ONNX with "
            "batch norms folded. Another onnxruntime than constraints.txt names?"
        )
    own = [one for one in made.opset_import if one.domain in ("", "ai.onnx")]
    del made.opset_import[:]
    made.opset_import.extend(own)
    return made


def halved(model: Any) -> Any:
    """Matrices stored as float16 and cast back on loading: half the size, still float32 inside."""
    from onnx import TensorProto, helper, numpy_helper

    casts = []
    for tensor in model.graph.initializer:
        value = numpy_helper.to_array(tensor)
        if tensor.data_type != TensorProto.FLOAT or value.ndim < 2 or value.size < _HALF_FROM:
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(value.astype(np.float16), f"{name}_half"))
        casts.append(
            helper.make_node("Cast", [f"{name}_half"], [name], f"{name}_cast", to=TensorProto.FLOAT)
        )
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model


def serialised(model: Any, facts: Mapping[str, str]) -> bytes:
    """The file's bytes, facts inside, sealed."""
    from onnx import helper

    begin, ends = network_tensors(model)
    cut = {NETWORK_INPUT: begin, NETWORK_OUTPUTS: " ".join(ends)}
    helper.set_model_props(model, {**facts, **cut, "format": FORMAT})
    return sealed(model.SerializeToString(deterministic=True))


def network_tensors(model: Any) -> tuple[str, list[str]]:
    """The tensors at which the network proper begins, and ends."""
    backbone = [node for node in model.graph.node if part_of(node.name) == "backbone"]
    ends = [
        node.output[0]
        for node in model.graph.node
        if part_of(node.name) in HEADS and node.op_type == "Conv"
    ]
    if not backbone or not ends:
        raise ExportError("the graph has lost the names of its parts; another torch than tested?")
    return backbone[0].input[0], ends


def part_of(node_name: str) -> str | None:
    """Which part of the detector a node came from; None for contrast, decoding and pooling."""
    parts = node_name.split("/")
    return next((part for part in parts[1:3] if part in NETWORK_PARTS), None)
