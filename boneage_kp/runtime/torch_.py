"""`TorchBackend`: torch, on the GPU when there is one."""

from typing import TYPE_CHECKING

import numpy as np

from boneage_kp.runtime.network import NetworkReading

if TYPE_CHECKING:
    from boneage_kp.models.detector import BoneDetector


class TorchBackend:
    """A `BoneDetector` in eval mode, channels-last.

    bf16:  compute under bfloat16 autocast: 2-3 times faster for ResNets on CPUs that have it.
    """

    def __init__(self, model: "BoneDetector", bf16: bool = False) -> None:
        import torch

        from boneage_kp.runtime.reading_graph import ReadingGraph

        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = model.eval().to(self.device, memory_format=torch.channels_last)
        self.graph = ReadingGraph(self.model)
        self.bf16 = bf16

    def run(self, grey: np.ndarray) -> NetworkReading:
        """grey: (B, 1, H, W) uint8."""
        import torch

        image = torch.from_numpy(grey).to(self.device)
        with (
            torch.inference_mode(),
            torch.autocast(self.device.type, torch.bfloat16, enabled=self.bf16),
        ):
            found = self.graph(image)
        return NetworkReading(*(part.float().cpu().numpy() for part in found))
