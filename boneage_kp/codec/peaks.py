"""Heatmap to sub-pixel points and confidences, by arithmetic that exports to ONNX.

Two looks at the map at half its size: a narrow blur gives points, hence the hand length, hence the
disc's size; a blur that fits the disc finds each peak. At full size only a small window around it
is read: the point is balanced on it, and its confidence is the height there.
"""

import math
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import Tensor

from boneage_kp.codec import windows
from boneage_kp.codec.base import Peaks
from boneage_kp.codec.blur import gaussian_blur
from boneage_kp.schema.hand import HandSchema
from boneage_kp.schema.layout import TEMPLATE

if TYPE_CHECKING:
    from boneage_kp.codec.discs import DiscCodec

FIRST_SIGMA_CELL = 1.25  # half of the smallest disc
# A disc of radius r keeps 1 - exp(-2) at its centre under a Gaussian of r / 2: confidence 1.
IDEAL_HEIGHT = 1 - math.exp(-2.0)
REFINEMENTS = 8  # inside one is enough; each halves the bias of a disc cut by the map's edge


def decode_peaks(heatmap: Tensor, codec: "DiscCodec") -> Peaks:
    """Points, confidences and rival peaks from (B, K, H, W) probabilities; H and W even."""
    heatmap = heatmap.float()
    half = F.avg_pool2d(heatmap, 2)
    diagonal_cell = codec.longest_cell(heatmap.shape[2:])
    narrow = heatmap.new_full(heatmap.shape[:1], FIRST_SIGMA_CELL)
    first, strength = _highest(_blurred(half, narrow, FIRST_SIGMA_CELL))
    # No hand on the map is longer than its diagonal; windows and bands are sized by that.
    length_cell = hand_length(2 * first, strength, codec.schema).clamp(max=diagonal_cell)
    widest = codec.largest_point_radius(heatmap.shape[2:]) / 2
    smooth = _blurred(half, codec.point_radius(length_cell) / 2, widest)
    xy_cell = 2 * _highest(smooth)[0]
    second_peak = _rival(smooth, xy_cell / 2, codec.region_radius(length_cell) / 2) / IDEAL_HEIGHT
    for _ in range(REFINEMENTS):
        xy_cell = _balance(heatmap, xy_cell, length_cell, codec)
    confidence = _height(heatmap, xy_cell, length_cell, codec) / IDEAL_HEIGHT
    return Peaks(
        xy_cell * codec.stride, confidence.clamp(0, 1), second_peak.clamp(0, 1), length_cell
    )


def _blurred(half: Tensor, sigma_cell: Tensor, largest: float) -> Tensor:
    """A map at half its size under a blur given in cells of the full one."""
    # The mean of two cells is a blur already: of variance (2^2 - 1) / 12.
    return gaussian_blur(half, (sigma_cell**2 - 0.25).sqrt() / 2, largest / 2)


def hand_length(xy_cell: Tensor, weight: Tensor, schema: HandSchema) -> Tensor:
    """(B,) hand length in cells: radius to dp3 where both are sure, else the template's scale.

    weight:  (B, K) how sure each point is; the template is fitted with these weights.
    """
    start, end = (schema.index_of(name) for name in schema.length_ends)
    direct = (xy_cell[:, end] - xy_cell[:, start]).norm(dim=-1)
    sure = torch.minimum(weight[:, start], weight[:, end])
    fitted = _template_scale(xy_cell, weight + 1e-6, schema)
    # Half of the usual peak: below that a point is as likely somewhere else.
    return torch.where(sure > 0.5 * weight.amax(dim=1), direct, fitted).clamp(min=1.0)


def _template_scale(xy: Tensor, weight: Tensor, schema: HandSchema) -> Tensor:
    """Weighted least-squares scale of the template, mirrored or not (see `schema.layout`)."""
    template = xy.new_tensor([TEMPLATE[name] for name in schema.names])
    weight = weight / weight.sum(dim=1, keepdim=True)
    p = xy - (weight[..., None] * xy).sum(dim=1, keepdim=True)
    t = template - (weight[..., None] * template).sum(dim=1, keepdim=True)
    dot = (p[..., 0] * t[..., 0], p[..., 1] * t[..., 1])
    cross = (p[..., 1] * t[..., 0], p[..., 0] * t[..., 1])
    turned = ((dot[0] + dot[1]) * weight).sum(1) ** 2 + ((cross[0] - cross[1]) * weight).sum(1) ** 2
    mirrored = ((dot[0] - dot[1]) * weight).sum(1) ** 2 + ((cross[0] + cross[1]) * weight).sum(
        1
    ) ** 2
    return torch.maximum(turned, mirrored).sqrt() / ((t**2).sum(-1) * weight).sum(1)


def _highest(maps: Tensor) -> tuple[Tensor, Tensor]:
    """Centre of the highest cell (B, K, 2) and its value (B, K)."""
    value, index = maps.flatten(2).max(dim=2)
    width = maps.shape[3]
    column, row = index % width, torch.div(index, width, rounding_mode="floor")
    return torch.stack([column, row], dim=-1).to(maps.dtype) + 0.5, value


def _rival(smooth: Tensor, xy_cell: Tensor, region_cell: Tensor) -> Tensor:
    """(B, K) the highest value outside the bone's own region."""
    height, width = int(smooth.shape[2]), int(smooth.shape[3])
    column = torch.arange(width, device=smooth.device) + 0.5 - xy_cell[..., :1]  # (B, K, W)
    row = torch.arange(height, device=smooth.device) + 0.5 - xy_cell[..., 1:]
    squared = (column**2)[:, :, None, :] + (row**2)[..., None]
    near = squared <= (region_cell**2)[:, None, None, None]
    return smooth.masked_fill(near, 0.0).flatten(2).amax(dim=2)


def _height(heatmap: Tensor, xy_cell: Tensor, length_cell: Tensor, codec: "DiscCodec") -> Tensor:
    """(B, K) the map's height at each point under the blur that fits the disc."""
    largest = 1.5 * codec.largest_point_radius(heatmap.shape[2:])
    radius = codec.point_radius(length_cell)
    cells = windows.around(xy_cell, windows.reach_of(1.5 * radius, largest), heatmap.shape[2:])
    squared = (cells.offset**2).sum(dim=-1)
    sigma = (radius / 2)[:, None, None, None]
    # A bell of three sigma; what lies off the map does not count, as in `gaussian_blur`.
    bell = torch.exp(-0.5 * squared / sigma**2) * (squared <= (3 * sigma) ** 2) * cells.inside
    seen = (windows.gather_own(heatmap, cells) * bell).sum(dim=(2, 3))
    return seen / bell.sum(dim=(2, 3)).clamp(min=1e-9)


def _balance(heatmap: Tensor, xy_cell: Tensor, length_cell: Tensor, codec: "DiscCodec") -> Tensor:
    """Move each point to where a drawn disc would have the same centre of mass.

    Subtracting the disc's own centre of mass takes off what the lattice and the map's edge do
    to any disc; far from the edge this is the plain centre of mass.
    """
    radius = codec.point_radius(length_cell)
    reach = windows.reach_of(radius, codec.largest_point_radius(heatmap.shape[2:])) + 2
    cells = windows.around(xy_cell, reach, heatmap.shape[2:])
    near = cells.offset.norm(dim=-1) <= (radius + 1.0)[:, None, None, None]
    near = near & cells.inside
    found = windows.gather_own(heatmap, cells) * near
    drawn = codec.draw_discs(cells.offset, length_cell) * near
    step = _centre_of_mass(found, cells.offset) - _centre_of_mass(drawn, cells.offset)
    return xy_cell + step


def _centre_of_mass(weight: Tensor, offset: Tensor) -> Tensor:
    """(B, K, 2) mean offset under (B, K, N, N) weights; 0 where there is no weight."""
    total = weight.sum(dim=(2, 3)).clamp(min=1e-9)
    return (weight[..., None] * offset).sum(dim=(2, 3)) / total[..., None]
