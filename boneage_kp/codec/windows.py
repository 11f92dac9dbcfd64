"""Small square windows around points of a map: where targets are drawn and peaks are refined.

A map of 13 x 512 x 512 is mostly empty; everything near a point happens in a few dozen cells.
All of it is gather and arithmetic, so it also exports to ONNX.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor


class Windows(NamedTuple):
    """Windows of (2 * reach + 1)^2 cells, one around each point.

    offset:  (B, K, N, N, 2) cell centre minus point, as (x, y) in cells.
    flat_index: (B, K, N * N) int64, flat index of each cell into H * W, clamped to the map.
    inside:  (B, K, N, N) bool, whether the cell lies on the map.
    """

    offset: Tensor
    flat_index: Tensor
    inside: Tensor


def reach_of(radius_cell: Tensor, largest: float) -> int:
    """Cells to each side that hold every radius.

    largest:  that there can be. An exported graph takes it, since shapes there cannot follow
              values; cells beyond a radius weigh nothing either way.
    """
    if torch.onnx.is_in_onnx_export():
        return math.ceil(largest)
    return math.ceil(float(radius_cell.max()))


def around(xy_cell: Tensor, reach: int, size_hw: Sequence[int]) -> Windows:
    """Windows centred on the cells that contain the points.

    xy_cell:  (B, K, 2) float, continuous cells; points may lie off the map.
    """
    height, width = size_hw
    steps = torch.arange(-reach, reach + 1, device=xy_cell.device)
    corner = torch.floor(xy_cell).long()
    column = corner[..., 0, None, None] + steps[None, None, None, :]  # (B, K, 1, N)
    row = corner[..., 1, None, None] + steps[None, None, :, None]  # (B, K, N, 1)
    column, row = torch.broadcast_tensors(column, row)
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    index = row.clamp(0, height - 1) * width + column.clamp(0, width - 1)
    centre = torch.stack([column, row], dim=-1).to(xy_cell.dtype) + 0.5
    return Windows(centre - xy_cell[:, :, None, None], index.flatten(2), inside)


def gather_own(maps: Tensor, windows: Windows) -> Tensor:
    """Each bone's window from its own channel: (B, K, H, W) -> (B, K, N, N), 0 off the map."""
    cells = maps.flatten(2).gather(2, windows.flat_index)
    return cells.view(windows.inside.shape) * windows.inside


def gather_all(maps: Tensor, windows: Windows) -> Tensor:
    """Every channel in each bone's window: (B, C, H, W) -> (B, K, C, N * N), 0 off the map."""
    batch, channels = maps.shape[:2]
    bones = windows.flat_index.shape[1]
    index = windows.flat_index.reshape(batch, 1, -1).expand(-1, channels, -1)
    cells = maps.flatten(2).gather(2, index).view(batch, channels, bones, -1)
    return cells.transpose(1, 2) * windows.inside.flatten(2)[:, :, None]


def scatter_own(values: Tensor, windows: Windows, size_hw: Sequence[int]) -> Tensor:
    """Each bone's window into an empty channel of its own: (B, K, N, N) -> (B, K, H, W)."""
    batch, bones = values.shape[:2]
    flat = values.new_zeros(batch, bones, size_hw[0] * size_hw[1])
    # Adding keeps clamped cells harmless: what lies off the map adds zero to an edge cell.
    flat.scatter_add_(2, windows.flat_index, (values * windows.inside).flatten(2))
    return flat.view(batch, bones, *size_hw)
