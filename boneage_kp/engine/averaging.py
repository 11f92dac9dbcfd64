"""`AveragingNetwork`: a network asked several times, of one film mirrored or at several scales.

A mirror changes a hand's side and permutes no bone. Each way back to the pixels asked about is the
inverse of the way there, so averaging moves no point by itself.
"""

from collections.abc import Sequence

import numpy as np

from boneage_kp.data.warp import border_grey
from boneage_kp.engine.letterbox import warped_view
from boneage_kp.runtime.network import Network, NetworkReading
from boneage_kp.schema.coords import Affine

KINDS = ("flips", "scales")
SCALES = (0.9, 1.0, 1.1)  # well within the scales that training draws


class AveragingNetwork:
    """Asks another network about several views of each film and averages what it says.

    kinds:  of `KINDS`; both ask for every scale of both sides.
    """

    def __init__(self, network: Network, kinds: Sequence[str]) -> None:
        unknown = [kind for kind in kinds if kind not in KINDS]
        if unknown or not kinds:
            raise ValueError(f"averaging over {list(kinds)}; wanted one or more of {list(KINDS)}")
        self.network = network
        self.standard, self.input_hw = network.standard, network.input_hw
        self.digest = network.digest
        self.calibration = getattr(network, "calibration", None)
        height, width = network.input_hw
        scales = SCALES if "scales" in kinds else (1.0,)
        views = [_zoom(scale, (width / 2, height / 2)) for scale in scales]
        if "flips" in kinds:
            views += [view.then(Affine.mirror(width)) for view in views]
        self.views = views

    def read(self, grey: np.ndarray) -> NetworkReading:
        """grey: (B, 1, H, W) uint8; the first view is asked about first, and so on."""
        readings = [self._read_view(grey, view) for view in self.views]
        weights = np.stack([reading.confidence for reading in readings])  # (V, B, K)
        # A view that does not find a bone has nothing to say about where it lies.
        share = weights / np.maximum(weights.sum(axis=0), 1e-12)
        share = np.where(weights.sum(axis=0) > 0, share, 1 / len(readings))
        return NetworkReading(
            xy_px=(np.stack([r.xy_px for r in readings]) * share[..., None]).sum(axis=0),
            confidence=weights.mean(axis=0),
            second_peak=np.mean([r.second_peak for r in readings], axis=0),
            posterior=(np.stack([r.posterior for r in readings]) * share[..., None]).sum(axis=0),
            length_px=np.mean([r.length_px for r in readings], axis=0),
            region_mass=_mean_mass(readings),
        )

    def _read_view(self, grey: np.ndarray, view: Affine) -> NetworkReading:
        seen = np.stack([_seen(film[0], view)[None] for film in grey])
        reading = self.network.read(seen)
        return reading._replace(
            xy_px=view.inverse()(reading.xy_px), length_px=reading.length_px / view.scale
        )


def _mean_mass(readings: Sequence[NetworkReading]) -> np.ndarray | None:
    """(B, K) over the views; None where the network does not say it."""
    known = [reading.region_mass for reading in readings if reading.region_mass is not None]
    return np.mean(known, axis=0) if len(known) == len(readings) else None


def _seen(grey: np.ndarray, view: Affine) -> np.ndarray:
    """(H, W) as a view shows it; where only columns change places, no pixel is interpolated."""
    if view.scale == 1:
        return np.ascontiguousarray(np.fliplr(grey)) if view.mirrors else grey
    return warped_view(grey, view, grey.shape, border_grey(grey)).grey


def _zoom(factor: float, centre_px: tuple[float, float]) -> Affine:
    x, y = centre_px
    back = Affine.translation(-x, -y).then(Affine.scaling(factor))
    return back.then(Affine.translation(x, y))
