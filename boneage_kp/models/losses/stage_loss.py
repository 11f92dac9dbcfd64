"""`StageLoss`: the stage at every cell of a bone's region, as a mean, and helped along."""

import torch
from torch import Tensor

from boneage_kp.codec import windows
from boneage_kp.codec.discs import DiscCodec
from boneage_kp.codec.labels import HandLabels
from boneage_kp.codec.stages import pool_logits, posterior
from boneage_kp.models.losses.focal import focal_softmax
from boneage_kp.models.outputs import DetectorOutput
from boneage_kp.registry import MODELS


@MODELS.register_module()
class StageLoss:
    """Weighted sum of the stage terms; a term of weight 0 is not computed.

    cell:    focal softmax at every cell of the point disc, and at `ring` times that weight in
             the rest of the region.
    pooled:  focal softmax of the logits pooled over the region as in reading: cells share the
             evidence, where `cell` wants each of them to see all of it.
    level:   |expected stage - stage| of the posterior pooled as in reading.
    aux:     focal softmax of the fully connected heads.
    stage_weight: (K, S) loss weights for rare stages, or None for 1 each.
    """

    def __init__(
        self,
        cell: float = 1.0,
        pooled: float = 0.0,
        level: float = 0.1,
        aux: float = 0.2,
        ring: float = 0.25,
        gamma: float = 2.0,
        stage_weight: tuple[tuple[float, ...], ...] | None = None,
    ) -> None:
        self.cell = cell
        self.pooled = pooled
        self.level = level
        self.aux = aux
        self.ring = ring
        self.gamma = gamma
        self.stage_weight = stage_weight

    def __call__(
        self, output: DetectorOutput, labels: HandLabels, codec: DiscCodec, valid: Tensor
    ) -> dict[str, Tensor]:
        """Named scalars, mean over images. valid: (K, S) bool, the stages each bone has."""
        rated = (labels.stage >= 0) & labels.shown
        weight = rated.float()
        if self.stage_weight is not None:
            table = weight.new_tensor(self.stage_weight)
            bones = torch.arange(table.shape[0], device=table.device)
            weight = weight * table[bones, labels.stage.clamp(min=0)]
        terms = {}
        if self.cell:
            terms["loss_stage"] = self.cell * self._cells(output, labels, codec, valid, weight)
        if self.pooled or self.level:
            pooled = self._pooled_logits(output, labels, codec)
            if self.pooled:
                each = self.cell_cost(pooled, labels.stage.clamp(min=0), valid)
                terms["loss_pooled"] = self.pooled * mean_rated(each, weight)
            if self.level:
                far = stages_off(posterior(pooled, valid), labels.stage)
                terms["loss_level"] = self.level * mean_rated(far, weight)
        for name, logits in (("loss_aux4", output.aux4), ("loss_aux5", output.aux5)):
            if self.aux and logits is not None:
                each = focal_softmax(logits, labels.stage.clamp(min=0), valid, self.gamma)
                terms[name] = self.aux * mean_rated(each, weight)
        return terms

    def cell_cost(self, logits: Tensor, label: Tensor, valid: Tensor) -> Tensor:
        """What each cell costs. logits: (..., S); label: (...); valid: (..., S), broadcast."""
        return focal_softmax(logits, label, valid, self.gamma)

    def _cells(
        self,
        output: DetectorOutput,
        labels: HandLabels,
        codec: DiscCodec,
        valid: Tensor,
        weight: Tensor,
    ) -> Tensor:
        length_cell = labels.length_px / codec.stride
        xy_cell = torch.nan_to_num(labels.xy_px) / codec.stride
        size_hw = output.stage.shape[2:]
        cells, claimed = codec.region_cells(xy_cell, labels.shown, length_cell, size_hw)
        disc = codec.draw_discs(cells.offset, length_cell) * cells.inside
        ring = (claimed.float() - disc).clamp(min=0)
        where = (disc + self.ring * ring).flatten(2)  # (B, K, N * N)
        logits = windows.gather_all(output.stage.float(), cells).transpose(2, 3)
        label = labels.stage.clamp(min=0)[..., None].expand(logits.shape[:3])
        each = self.cell_cost(logits, label, valid[None, :, None])
        where = where * weight[..., None]
        per_image = (each * where).sum(dim=(1, 2)) / where.sum(dim=(1, 2)).clamp(min=1e-6)
        return per_image.mean()

    @staticmethod
    def _pooled_logits(output: DetectorOutput, labels: HandLabels, codec: DiscCodec) -> Tensor:
        """(B, K, S), pooled where the labels say that the bones are."""
        heatmap = output.heatmap().detach()  # stages must not move points
        length_cell = labels.length_px / codec.stride
        return pool_logits(output.stage, heatmap, labels.xy_px, length_cell, codec)


def stages_off(probabilities: Tensor, stage: Tensor) -> Tensor:
    """|expected stage - stage|. probabilities: (B, K, S); stage: (B, K) int64; returns (B, K)."""
    steps = torch.arange(
        probabilities.shape[-1], device=probabilities.device, dtype=probabilities.dtype
    )
    return ((probabilities * steps).sum(dim=-1) - stage).abs()


def mean_rated(each: Tensor, weight: Tensor) -> Tensor:
    """Per image the weighted mean over bones, then the mean over images; 0 where none is rated."""
    per_image = (each * weight).sum(dim=1) / weight.sum(dim=1).clamp(min=1e-6)
    return per_image.mean()
