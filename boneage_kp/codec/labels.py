"""`HandLabels`: what targets are drawn from, as tensors; the one thing data hands to losses."""

from typing import NamedTuple

from torch import Tensor


class HandLabels(NamedTuple):
    """The labels of a batch, in the frame of the network's input.

    xy_px:      (B, K, 2) float, pixels of the input; NaN where not shown.
    shown:      (B, K) bool, the bone lies on the film at xy_px.
    known:      (B, K) bool, shown or known to be absent; otherwise masked in every loss.
    stage:      (B, K) int64, -1 where not rated or absent.
    length_px:  (B,) float, hand length in pixels of the input.
    """

    xy_px: Tensor
    shown: Tensor
    known: Tensor
    stage: Tensor
    length_px: Tensor
