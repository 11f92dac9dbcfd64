"""The banded blur against the plain definition, borders and several widths in a batch included."""

import math

import pytest
import torch

from boneage_kp.codec.blur import gaussian_blur
from boneage_kp.codec.discs import DiscCodec
from boneage_kp.codec.region_mass import region_mass

SIZE_HW = (70, 131)  # more than one block, and no multiple of it


def by_definition(maps: torch.Tensor, sigma: float) -> torch.Tensor:
    """(H, W): a weighted mean over the cells of the map within three sigma on each axis."""
    reach = math.ceil(3 * sigma)
    bell = [math.exp(-0.5 * (step / sigma) ** 2) for step in range(-reach, reach + 1)]
    out = torch.zeros_like(maps)
    weight = torch.zeros_like(maps)
    height, width = maps.shape
    for dy, by in enumerate(bell, -reach):
        for dx, bx in enumerate(bell, -reach):
            rows = slice(max(0, -dy), min(height, height - dy))
            columns = slice(max(0, -dx), min(width, width - dx))
            from_rows = slice(rows.start + dy, rows.stop + dy)
            from_columns = slice(columns.start + dx, columns.stop + dx)
            out[rows, columns] += by * bx * maps[from_rows, from_columns]
            weight[rows, columns] += by * bx
    return out / weight


def test_every_film_is_blurred_by_its_own_width_up_to_the_border() -> None:
    torch.manual_seed(0)
    maps = torch.rand(2, 3, *SIZE_HW)
    sigma = torch.tensor([1.25, 2.7])
    blurred = gaussian_blur(maps, sigma, 4.0)
    for b, width in enumerate(sigma.tolist()):
        for k in range(3):
            torch.testing.assert_close(
                blurred[b, k], by_definition(maps[b, k], width), rtol=1e-5, atol=1e-6
            )


def test_a_flat_map_stays_flat_at_the_border() -> None:
    flat = torch.full((1, 1, *SIZE_HW), 0.7)
    assert gaussian_blur(flat, torch.tensor([3.0]), 3.0) == pytest.approx(0.7, abs=1e-5)


def test_region_mass_is_the_share_of_heat_where_the_bone_is() -> None:
    codec = DiscCodec()
    xy_px = torch.tensor([[[40.0, 60.0], [120.0, 60.0]]])
    heat = torch.zeros(1, 2, 60, 80)
    heat[0, 0, 30, 20], heat[0, 1, 30, 60] = 1.0, 1.0
    heat[0, 1, 5, 5] = 3.0  # far from the second bone
    mass = region_mass(heat, xy_px, torch.tensor([100.0]), codec)
    assert mass[0].tolist() == pytest.approx([1.0, 0.25])
    assert torch.isfinite(region_mass(heat * 0, xy_px, torch.tensor([100.0]), codec)).all()
