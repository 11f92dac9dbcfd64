"""Stage maps to stage posteriors: logits pooled where the bone is, then softmax over its stages."""

import torch
from torch import Tensor

from boneage_kp.codec import windows
from boneage_kp.codec.discs import DiscCodec


def pool_logits(
    stage_logits: Tensor, heatmap: Tensor, xy_px: Tensor, length_cell: Tensor, codec: DiscCodec
) -> Tensor:
    """(B, K, S) stage logits of each bone: the mean over its region, weighted by its heatmap.

    stage_logits:  (B, S, H, W), shared by all bones.
    heatmap:       (B, K, H, W) probabilities.
    xy_px:         (B, K, 2) points, from labels or from decoding; length_cell: (B,).
    """
    shown = torch.ones(xy_px.shape[:2], dtype=torch.bool, device=xy_px.device)
    xy_cell = torch.nan_to_num(xy_px) / codec.stride
    cells, claimed = codec.region_cells(xy_cell, shown, length_cell, heatmap.shape[2:])
    # A bone that lights nothing up still pools something finite: its region's plain mean.
    weight = (windows.gather_own(heatmap, cells) + 1e-6) * claimed
    weight = weight.flatten(2)
    weight = weight / weight.sum(dim=2, keepdim=True).clamp(min=1e-9)
    logits = windows.gather_all(stage_logits.float(), cells)  # (B, K, S, N * N)
    return (logits * weight[:, :, None]).sum(dim=3)


def posterior(logits: Tensor, valid: Tensor, temperature: Tensor | None = None) -> Tensor:
    """Softmax over the stages each bone has; the others get exactly 0.

    logits:       (B, K, S).
    valid:        (K, S) bool.
    temperature:  (K,) calibrated on held-out phantoms; None for 1.
    """
    if temperature is not None:
        logits = logits / temperature[:, None]
    return logits.masked_fill(~valid, float("-inf")).softmax(dim=-1)
