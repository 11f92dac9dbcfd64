"""int8 after training: ranges measured on phantoms, heads and decoding left in float32."""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from boneage_kp.export.graph import HEADS, network_tensors, part_of
from boneage_kp.runtime.onnx_facts import INPUT

# What lies between convolutions is quantised with them, or each would go to float32 and back.
_QUANTISED = ("Conv", "Add", "MaxPool", "AveragePool", "Resize")


def quantised(model: Any, views: np.ndarray) -> Any:
    """The model with its backbone and neck in int8 (QDQ form, which every runtime reads).

    model:  float32, not halved.
    views:  (N, 1, H, W) uint8 phantoms as the network sees them; ranges are measured on them.

    Heads stay in float32: their logits have a wide range, and points are read off their shape.
    """
    import onnx
    from onnxruntime.quantization import (
        CalibrationMethod,
        QuantFormat,
        QuantType,
        quantize_static,
    )

    network_tensors(model)  # raises where the parts cannot be told apart
    body = [
        node.name
        for node in model.graph.node
        if node.op_type in _QUANTISED and part_of(node.name) not in (None, *HEADS)
    ]
    with _without_advice(), tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "float.onnx", Path(folder) / "int8.onnx"
        onnx.save(model, source)
        quantize_static(
            source,
            target,
            _Views(views),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=list(_QUANTISED),
            nodes_to_quantize=body,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax,
            # Means of ranges over films: one film's brightest marker must not coarsen all.
            extra_options={"CalibMovingAverage": True},
        )
        return onnx.load(target)


@contextmanager
def _without_advice() -> Iterator[None]:
    """The quantiser recommends a clean-up that `graph.folded` has done, through the root logger."""
    root = logging.getLogger()
    before = root.level
    root.setLevel(logging.ERROR)
    try:
        yield
    finally:
        root.setLevel(before)


class _Views:
    """Phantoms one by one, as the quantiser asks for them."""

    def __init__(self, views: np.ndarray) -> None:
        self._views = views
        self._next = 0

    def get_next(self) -> dict[str, np.ndarray] | None:
        """The next film as the model's input; None after the last."""
        if self._next == len(self._views):
            return None
        self._next += 1
        return {INPUT: self._views[self._next - 1 : self._next]}

    def __len__(self) -> int:
        return len(self._views)
