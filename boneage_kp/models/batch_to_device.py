"""`BatchToDevice`: the tensors of a batch to the model's device; records stay where they are."""

from typing import Any

from mmengine.model import BaseDataPreprocessor

from boneage_kp.registry import MODELS


@MODELS.register_module()
class BatchToDevice(BaseDataPreprocessor):
    """Keeps `image` and, when there, `labels`: what `BoneDetector.forward` takes."""

    def forward(self, data: dict[str, Any], training: bool = False) -> dict[str, Any]:
        wanted = {name: data[name] for name in ("image", "labels") if name in data}
        return self.cast_data(wanted)
