"""`Network`: what reading asks of a network, and `NetworkReading`, what it gets. No torch here.

Letters: B batch, K bones, S stages, H W pixels of the network's input.
"""

from typing import NamedTuple, Protocol

import numpy as np

from boneage_kp.standards import Standard


class NetworkReading(NamedTuple):
    """What a network reads off a batch, as arrays.

    xy_px: (B, K, 2) pixels of the input; confidence, second_peak: (B, K); posterior: (B, K, S);
    length_px: (B,) hand length in pixels of the input.
    region_mass: (B, K) heat inside each bone's region over all of its heat; None: not asked.
    """

    xy_px: np.ndarray
    confidence: np.ndarray
    second_peak: np.ndarray
    posterior: np.ndarray
    length_px: np.ndarray
    region_mass: np.ndarray | None = None


class Network(Protocol):
    """A network ready to read.

    standard:   whose stages its posteriors are; digest: of its weights.
    input_hw:   (height, width) of the films it wants.
    """

    standard: Standard
    input_hw: tuple[int, int]
    digest: str

    def read(self, grey: np.ndarray) -> NetworkReading:
        """grey: (B, 1, H, W) uint8."""
        ...


class Backend(Protocol):
    """What computes: the network's own numbers, before any calibration."""

    def run(self, grey: np.ndarray) -> NetworkReading:
        """grey: (B, 1, H, W) uint8."""
        ...
