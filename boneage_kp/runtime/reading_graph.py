"""`ReadingGraph`: film to points, stages and evidence; what torch runs and ONNX gets."""

from typing import TYPE_CHECKING, NamedTuple

from torch import Tensor, nn

from boneage_kp.codec.region_mass import region_mass

if TYPE_CHECKING:
    from boneage_kp.models.detector import BoneDetector


class ReadTensors(NamedTuple):
    """As `NetworkReading`, in tensors and in its order."""

    xy_px: Tensor
    confidence: Tensor
    second_peak: Tensor
    posterior: Tensor
    length_px: Tensor
    region_mass: Tensor


class ReadingGraph(nn.Module):
    """A `BoneDetector` with everything that follows it: decoding, pooling, evidence."""

    def __init__(self, model: "BoneDetector") -> None:
        super().__init__()
        self.model = model

    def forward(self, image: Tensor) -> ReadTensors:
        """image: (B, 1, H, W) uint8 grey."""
        output = self.model(image)
        found = self.model.read(output)
        codec = self.model.codec
        mass = region_mass(output.heatmap(), found.xy_px, found.length_px / codec.stride, codec)
        return ReadTensors(*found, mass)
