"""`DiscCodec`: point discs (where exactly) and region cells (where at all, and whose)."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from boneage_kp.codec import windows
from boneage_kp.codec.base import LocationTargets, Peaks
from boneage_kp.codec.peaks import decode_peaks
from boneage_kp.codec.windows import Windows
from boneage_kp.schema.hand import HAND, HandSchema


class DiscCodec:
    """Discs in proportion to the hand, as large as a growth plate is wide.

    point_share, region_share:  disc radii as shares of hand length L.
    min_point_cell:  smallest point disc; below it the antialiased edge is all there is.
    """

    def __init__(
        self,
        stride: int = 2,
        point_share: float = 0.012,
        region_share: float = 0.045,
        min_point_cell: float = 2.5,
        schema: HandSchema = HAND,
    ) -> None:
        self.stride = stride
        self.point_share = point_share
        self.region_share = region_share
        self.min_point_cell = min_point_cell
        self.schema = schema

    def point_radius(self, length_cell: Tensor) -> Tensor:
        """(B,) radius of the point discs in cells, from (B,) hand lengths in cells."""
        return (self.point_share * length_cell).clamp(min=self.min_point_cell)

    def region_radius(self, length_cell: Tensor) -> Tensor:
        """(B,) radius of the regions in cells: always one cell more than the point disc."""
        return torch.maximum(self.region_share * length_cell, self.point_radius(length_cell) + 1.0)

    def longest_cell(self, size_hw: Sequence[int]) -> float:
        """The longest hand that a map can hold, in cells: its diagonal."""
        return math.hypot(int(size_hw[0]), int(size_hw[1]))

    def largest_point_radius(self, size_hw: Sequence[int]) -> float:
        """The point radius of the longest hand that a map can hold, in cells."""
        return max(self.point_share * self.longest_cell(size_hw), self.min_point_cell)

    def largest_region_radius(self, size_hw: Sequence[int]) -> float:
        """The region radius of the longest hand that a map can hold, in cells."""
        share = self.region_share * self.longest_cell(size_hw)
        return max(share, self.largest_point_radius(size_hw) + 1.0)

    def encode(
        self, xy_px: Tensor, shown: Tensor, length_px: Tensor, size_hw: Sequence[int]
    ) -> LocationTargets:
        """Draw both maps; see `MapCodec.encode`."""
        xy_cell = torch.nan_to_num(xy_px.float()) / self.stride
        length_cell = length_px.float() / self.stride
        cells, claimed = self.region_cells(xy_cell, shown, length_cell, size_hw)
        point = self.draw_discs(cells.offset, length_cell) * shown[..., None, None]
        return LocationTargets(
            windows.scatter_own(point, cells, size_hw),
            windows.scatter_own(claimed.float(), cells, size_hw),
        )

    def draw_discs(self, offset: Tensor, length_cell: Tensor) -> Tensor:
        """Discs with an antialiased edge (a hard one costs 0.2-0.5 px when decoded).

        offset:   (B, K, N, N, 2) cell centre minus the disc's centre.
        returns:  (B, K, N, N) in [0, 1].
        """
        radius = self.point_radius(length_cell)[:, None, None, None]
        return (radius - offset.norm(dim=-1) + 0.5).clamp(0, 1)

    def region_cells(
        self, xy_cell: Tensor, shown: Tensor, length_cell: Tensor, size_hw: Sequence[int]
    ) -> tuple[Windows, Tensor]:
        """Windows around the points, and which of their cells belong to each bone's region.

        A region is its disc, less the cells nearer to another bone's point: neighbouring plates
        (mc3 and pp3 lie 4-5 % of L apart) never claim the same cell.
        returns:  windows, (B, K, N, N) bool.
        """
        radius = self.region_radius(length_cell)
        reach = windows.reach_of(radius, self.largest_region_radius(size_hw)) + 1
        cells = windows.around(xy_cell, reach, size_hw)
        near = cells.offset.norm(dim=-1) <= radius[:, None, None, None]
        claimed = near & cells.inside & shown[..., None, None]
        return cells, claimed & ~_nearer_another(cells.offset, xy_cell, shown)

    def decode(self, heatmap: Tensor) -> Peaks:
        """Read both maps' product back; see `peaks.decode_peaks`."""
        return decode_peaks(heatmap, self)


def _nearer_another(offset: Tensor, xy_cell: Tensor, shown: Tensor) -> Tensor:
    """(B, K, N, N) which cells of each bone's window lie nearer to another bone that is shown.

    A cell o off its own point is nearer to a point d away where |o - d|² < |o|², that is where
    2 o·d > |d|²: one product for all pairs, where distances would take a loop over bones.
    """
    apart = xy_cell[:, None] - xy_cell[:, :, None]  # (B, K, other, 2)
    far = (apart**2).sum(dim=-1).masked_fill(~shown[:, None], float("inf"))
    along = 2 * offset.flatten(2, 3) @ apart.transpose(2, 3)  # (B, K, N * N, other)
    return (along > far[:, :, None]).any(dim=-1).view(offset.shape[:-1])
