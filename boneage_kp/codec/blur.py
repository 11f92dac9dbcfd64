"""Gaussian blur as products with banded matrices: a width per film, one graph for any batch.

A grouped convolution would need its number of groups, hence the batch, fixed at export.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

BLOCK_CELL = 64  # cells that one product blurs: wide enough for the product, narrow for its zeros


def gaussian_blur(maps: Tensor, sigma_cell: Tensor, largest_sigma: float) -> Tensor:
    """Blur per film, renormalised at the borders so that a peak there is not dimmed.

    maps:           (B, K, H, W).
    sigma_cell:     (B,) width in cells; the bell ends at three of them.
    largest_sigma:  that any film may ask for; it fixes the shape of the matrices.
    """
    band = _band(sigma_cell, math.ceil(3 * largest_sigma))
    rows = _down(maps, band[:, None])
    flat = _down(rows.transpose(2, 3), band[:, None]).transpose(2, 3)
    return flat / (_inside(maps, 2, band)[:, :, :, None] * _inside(maps, 3, band)[:, :, None, :])


def _band(sigma_cell: Tensor, reach: int) -> Tensor:
    """(B, block, block + 2 reach) what each cell takes of those round it; a row sums to 1."""
    cells = torch.arange(BLOCK_CELL, device=sigma_cell.device)
    window = torch.arange(-reach, BLOCK_CELL + reach, device=sigma_cell.device)
    distance = (window - cells[:, None]).abs().to(sigma_cell.dtype)
    sigma = sigma_cell[:, None, None]
    bell = torch.exp(-0.5 * (distance / sigma) ** 2) * (distance <= torch.ceil(3 * sigma))
    return bell / bell.sum(dim=2, keepdim=True)


def _down(maps: Tensor, band: Tensor) -> Tensor:
    """Blur along dimension 2, block by block; outside the map lies nothing."""
    length = int(maps.shape[2])
    blocks = math.ceil(length / BLOCK_CELL)
    window = int(band.shape[-1])
    reach = (window - BLOCK_CELL) // 2
    padded = F.pad(maps, (0, 0, reach, reach + blocks * BLOCK_CELL - length))
    starts = range(0, blocks * BLOCK_CELL, BLOCK_CELL)
    return torch.cat([band @ padded[:, :, s : s + window] for s in starts], dim=2)[:, :, :length]


def _inside(maps: Tensor, dimension: int, band: Tensor) -> Tensor:
    """(B, 1, length) how much of each cell's bell lies on the map."""
    ones = maps.new_ones(1, 1, int(maps.shape[dimension]), 1)
    return _down(ones, band[:, None])[..., 0]
