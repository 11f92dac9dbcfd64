"""Whether float16 weights read as the float32 ones do: both read the same phantoms."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from boneage_kp.engine.letterbox import letterboxed
from boneage_kp.engine.network import TorchNetwork
from boneage_kp.film.grey import as_grey_255
from boneage_kp.phantom.generate import generate
from boneage_kp.phantom.parameters import SIZE_RANGE_PX, PhantomParameters
from boneage_kp.quality import QualityLimits
from boneage_kp.runtime.network import NetworkReading

SEED = 8_000_000
# Of hand length and of probability: a tenth of the finest radius that points are judged by, and
# what turns no stage round that was not in doubt anyway.
MAX_MOVE_SHARE, MAX_POSTERIOR_CHANGE = 0.001, 0.02


@dataclass(frozen=True)
class HalfDifference:
    """How far two readings of the same films differ, over bones that the first one found.

    move_share:  largest move of a point, as a share of hand length.
    posterior:   largest change of a stage's probability.
    """

    bones: int
    move_share: float
    posterior: float

    @property
    def harmless(self) -> bool:
        return self.move_share <= MAX_MOVE_SHARE and self.posterior <= MAX_POSTERIOR_CHANGE


def compare_weights(full: Path, half: Path, films: int = 4) -> HalfDifference:
    """Read phantoms with both files, in float32."""
    networks = TorchNetwork.from_weights(full), TorchNetwork.from_weights(half)
    batch = phantom_views(networks[1].input_hw, films)  # as they will be read
    return difference(networks[0].read(batch), networks[1].read(batch))


def phantom_views(input_hw: tuple[int, int], films: int, first: int = 0) -> np.ndarray:
    """(films, 1, H, W) uint8: phantoms as a network sees them, from number `first` on."""
    size_px = max(SIZE_RANGE_PX[0], input_hw[0])
    parameters = PhantomParameters.from_mapping(
        {"size_px": size_px, "film.inverted.probability": 0.0}
    )
    seen = [
        letterboxed(as_grey_255(generate(parameters, SEED, index).image), input_hw).grey
        for index in range(first, first + films)
    ]
    return np.stack(seen)[:, None]


def difference(full: NetworkReading, half: NetworkReading) -> HalfDifference:
    """Differences over the bones whose confidence makes them points at all."""
    found = full.confidence >= QualityLimits().found_confidence
    if not found.any():
        return HalfDifference(0, 0.0, 0.0)
    move_px = np.linalg.norm(full.xy_px - half.xy_px, axis=-1)
    share = move_px / full.length_px[:, None]
    change = np.abs(full.posterior - half.posterior).max(axis=-1)
    return HalfDifference(int(found.sum()), float(share[found].max()), float(change[found].max()))
