"""An untrained network for measuring: it works as hard as a trained one, and finds nothing.

What it says is thrown away, and a usual hand's points with doubtful stages are put in its place, so
that what follows the network does all its work too.
"""

from pathlib import Path

import numpy as np

from boneage_kp.engine.network import TorchNetwork
from boneage_kp.engine.predictor import Predictor
from boneage_kp.quality.layout import load_shape_model
from boneage_kp.runtime.network import Network, NetworkReading
from boneage_kp.schema.hand import HAND

_LENGTH_SHARE = 0.6  # hand length over the height of the input
_RADIUS_AT = (0.53, 0.86)


class UsualHandNetwork:
    """Asks a network, and says that it saw the mean hand."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.standard, self.input_hw = network.standard, network.input_hw
        self.digest = network.digest
        height, width = network.input_hw
        mean = load_shape_model().mean
        hand = (mean - mean[HAND.index_of("radius")]) * (1, -1) * _LENGTH_SHARE * height
        self.xy_px = hand + (_RADIUS_AT[0] * width, _RADIUS_AT[1] * height)

    def read(self, grey: np.ndarray) -> NetworkReading:
        """grey: (B, 1, H, W) uint8."""
        reading = self.network.read(grey)
        stages = reading.posterior.shape[-1]
        distance = np.abs(np.arange(stages) - stages // 2)
        posterior = np.broadcast_to(0.3**distance, reading.posterior.shape)
        return NetworkReading(
            xy_px=np.broadcast_to(self.xy_px, reading.xy_px.shape),
            confidence=np.full_like(reading.confidence, 0.9),
            second_peak=np.zeros_like(reading.second_peak),
            posterior=posterior / posterior.sum(axis=-1, keepdims=True),
            length_px=np.full_like(reading.length_px, _LENGTH_SHARE * self.input_hw[0]),
        )


def untrained_predictor(config: Path, bf16: bool = False) -> Predictor:
    """A predictor round an untrained network of a config, at its last size; no coarse pass."""
    from boneage_kp.engine.config_file import read_config
    from boneage_kp.engine.parts import MODELS, build

    settings, whole = read_config(config)
    model = build({"type": "BoneDetector", **whole.to_dict()["model"]}, MODELS)
    return Predictor(UsualHandNetwork(TorchNetwork(model, settings.last_size_px, bf16=bf16)))
