"""`SeedStageLoss`: the stage maps as the first description of the system trains them; a baseline.

The map of the true stage is trained towards the point disc, as any other map is; nothing is said
to the other stages there, but by the L1 between the stage of the highest map and the true one.
"""

import torch
from torch import Tensor

from boneage_kp.codec import windows
from boneage_kp.codec.discs import DiscCodec
from boneage_kp.codec.labels import HandLabels
from boneage_kp.models.losses.focal import FocalBce, focal_softmax
from boneage_kp.models.losses.stage_loss import mean_rated
from boneage_kp.models.outputs import DetectorOutput
from boneage_kp.registry import MODELS, build

# The highest map's number has no gradient; a softmax this sharp is that number, and has one.
SHARPNESS = 4.0


@MODELS.register_module()
class SeedStageLoss:
    """Weighted sum of the true map's focal loss, the L1 on the maximum, and the two vectors.

    cell, level, aux: weights of the terms; one of weight 0 is not computed.
    """

    def __init__(
        self,
        focal: FocalBce | dict | None = None,
        cell: float = 1.0,
        level: float = 0.1,
        aux: float = 0.2,
        gamma: float = 2.0,
    ) -> None:
        self.focal = build(focal or FocalBce(), MODELS)
        self.cell = cell
        self.level = level
        self.aux = aux
        self.gamma = gamma

    def __call__(
        self, output: DetectorOutput, labels: HandLabels, codec: DiscCodec, valid: Tensor
    ) -> dict[str, Tensor]:
        """Named scalars, mean over images. valid: (K, S) bool, the stages each bone has."""
        weight = ((labels.stage >= 0) & labels.shown).float()
        stage = labels.stage.clamp(min=0)
        logits, disc, region = _cells(output, labels, codec)  # (B, K, S, N * N), (B, K, N * N)
        terms = {}
        if self.cell:
            own = stage[:, :, None, None].expand(-1, -1, 1, logits.shape[-1])
            true = logits.gather(2, own)[:, :, 0]
            cost = (self.focal(true, disc) * region).sum(dim=2)
            per_image = (cost * weight).sum(dim=1) / (disc.sum(dim=2) * weight).sum(dim=1).clamp(1)
            terms["loss_stage"] = self.cell * per_image.mean()
        if self.level:
            lowest = torch.finfo(torch.float32).min
            sharp = (
                (SHARPNESS * logits).masked_fill(~valid[None, :, :, None], lowest).softmax(dim=2)
            )
            steps = torch.arange(sharp.shape[2], device=sharp.device, dtype=sharp.dtype)
            read = (sharp * steps[:, None]).sum(dim=2)  # (B, K, N * N)
            error = (read - stage[..., None]).abs() * disc
            each = error.sum(dim=2) / disc.sum(dim=2).clamp(min=1e-6)
            terms["loss_level"] = self.level * mean_rated(each, weight)
        for name, vector in (("loss_aux4", output.aux4), ("loss_aux5", output.aux5)):
            if self.aux and vector is not None:
                each = focal_softmax(vector, stage, valid, self.gamma)
                terms[name] = self.aux * mean_rated(each, weight)
        return terms


def _cells(
    output: DetectorOutput, labels: HandLabels, codec: DiscCodec
) -> tuple[Tensor, Tensor, Tensor]:
    """Stage logits, point discs and regions in a window round each bone."""
    length_cell = labels.length_px / codec.stride
    xy_cell = torch.nan_to_num(labels.xy_px) / codec.stride
    size_hw = output.stage.shape[2:]
    cells, claimed = codec.region_cells(xy_cell, labels.shown, length_cell, size_hw)
    disc = codec.draw_discs(cells.offset, length_cell) * cells.inside
    logits = windows.gather_all(output.stage.float(), cells)
    return logits, disc.flatten(2), torch.maximum(claimed.float(), (disc > 0).float()).flatten(2)
