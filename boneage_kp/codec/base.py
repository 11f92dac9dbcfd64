"""What a codec is: one object that draws targets from points and reads points from maps."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from torch import Tensor


class LocationTargets(NamedTuple):
    """point, region: (B, K, H, W) float32 in [0, 1]: where exactly; where at all, and whose."""

    point: Tensor
    region: Tensor


class Peaks(NamedTuple):
    """What decoding finds, per bone.

    xy_px:        (B, K, 2) pixels of the network's input.
    confidence:   (B, K) in [0, 1]; 1 is a target as it is drawn.
    second_peak:  (B, K) the best confidence outside the bone's own region: a rival place.
    length_cell:  (B,) hand length seen by the decoder, in cells.
    """

    xy_px: Tensor
    confidence: Tensor
    second_peak: Tensor
    length_cell: Tensor


class MapCodec(Protocol):
    """Points to maps and back. `stride` is the edge of a cell in pixels of the input."""

    stride: int

    def encode(
        self, xy_px: Tensor, shown: Tensor, length_px: Tensor, size_hw: Sequence[int]
    ) -> LocationTargets:
        """Targets on a map of `size_hw` cells.

        xy_px:      (B, K, 2) pixels of the input; anything where not shown.
        shown:      (B, K) bool; a bone that is not shown gets an empty map.
        length_px:  (B,) hand length L in pixels of the input.
        """
        ...

    def decode(self, heatmap: Tensor) -> Peaks:
        """(B, K, H, W) probabilities to points."""
        ...
