"""How much of a bone's heat lies where the bone is: evidence that its point is one place."""

import torch
from torch import Tensor

from boneage_kp.codec import windows
from boneage_kp.codec.discs import DiscCodec


def region_mass(heatmap: Tensor, xy_px: Tensor, length_cell: Tensor, codec: DiscCodec) -> Tensor:
    """(B, K) heat inside each bone's own region over its heat on the whole map, in [0, 1].

    heatmap:  (B, K, H, W) probabilities; xy_px: (B, K, 2) decoded points; length_cell: (B,).
    """
    shown = torch.ones(xy_px.shape[:2], dtype=torch.bool, device=xy_px.device)
    xy_cell = xy_px / codec.stride
    cells, claimed = codec.region_cells(xy_cell, shown, length_cell, heatmap.shape[2:])
    inside = (windows.gather_own(heatmap, cells) * claimed).sum(dim=(2, 3))
    return inside / heatmap.sum(dim=(2, 3)).clamp(min=1e-9)
