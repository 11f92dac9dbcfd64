"""`BoneDetector`: backbone, neck and heads put together; labels in a loss, films in readings."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple

import torch
from mmengine.model import BaseModel
from torch import Tensor, nn

from boneage_kp.codec.discs import DiscCodec
from boneage_kp.codec.labels import HandLabels
from boneage_kp.codec.stages import pool_logits, posterior
from boneage_kp.models.batch_to_device import BatchToDevice
from boneage_kp.models.heads.location_head import LocationHead
from boneage_kp.models.heads.maturity_head import MaturityHead
from boneage_kp.models.heads.stage_fc_head import StageFcHead
from boneage_kp.models.layers.local_contrast import LocalContrast
from boneage_kp.models.losses.location_loss import LocationLoss
from boneage_kp.models.losses.stage_loss import StageLoss
from boneage_kp.models.necks.fpn import Fpn
from boneage_kp.models.outputs import DetectorOutput
from boneage_kp.registry import CODECS, MODELS, build
from boneage_kp.schema.hand import HAND, HandSchema
from boneage_kp.standards import Standard, load_standard

CODECS.register_module(module=DiscCodec)


class Detections(NamedTuple):
    """What the network reads off a batch, in pixels of its input.

    xy_px: (B, K, 2); confidence, second_peak: (B, K); posterior: (B, K, S); length_px: (B,).
    """

    xy_px: Tensor
    confidence: Tensor
    second_peak: Tensor
    posterior: Tensor
    length_px: Tensor


@MODELS.register_module()
class BoneDetector(BaseModel):
    """Where each bone's growth plate is, and how mature it is.

    standard:      whose stages are read; says how many each bone has (the ulna has one fewer).
    aux_heads:     fully connected stage heads on the two last levels, used in training only.
    local_contrast: what the backbone sees is grey against its surroundings; with False it is
                   (grey - mean) / std, of the grey values 0-255 (an ablation).
    """

    def __init__(
        self,
        backbone: nn.Module | dict[str, Any],
        standard: Standard | str = "tw3_rus",
        codec: DiscCodec | dict[str, Any] | None = None,
        neck: dict[str, Any] | None = None,
        location_loss: LocationLoss | dict[str, Any] | None = None,
        stage_loss: StageLoss | dict[str, Any] | None = None,
        with_region: bool = True,
        aux_heads: bool = True,
        local_contrast: bool = True,
        mean: float = 90.0,
        std: float = 60.0,
        schema: HandSchema = HAND,
    ) -> None:
        super().__init__(data_preprocessor=BatchToDevice())
        self.standard = load_standard(standard) if isinstance(standard, str) else standard
        self.standard.check_reads_films(schema)
        stage_counts = [len(self.standard.stages[name]) for name in schema.names]
        bones, stages = len(schema), max(stage_counts)
        self.codec = build(codec or DiscCodec(schema=schema), CODECS)
        self.contrast = LocalContrast() if local_contrast else None
        self.backbone = build(backbone, MODELS)
        self.neck = Fpn(self.backbone.channels, **(neck or {}))
        self.location = LocationHead(self.neck.channels, bones, with_region)
        self.maturity = MaturityHead(self.neck.channels, stages)
        coarse = self.backbone.channels[-2:] if aux_heads else ()
        self.aux = nn.ModuleList(StageFcHead(c, bones, stages) for c in coarse)
        self.location_loss = build(location_loss or LocationLoss(), MODELS)
        self.stage_loss = build(stage_loss or StageLoss(), MODELS)
        self.stage_share = 1.0  # of the stage terms' weights; a hook may let it rise
        counts = torch.tensor(stage_counts)
        self.register_buffer("valid", torch.arange(stages) < counts[:, None], persistent=False)
        self.register_buffer("mean", torch.tensor(mean), persistent=False)
        self.register_buffer("std", torch.tensor(std), persistent=False)
        self._check_stride()

    def forward(
        self, image: Tensor, labels: HandLabels | None = None, mode: str = "tensor"
    ) -> DetectorOutput | dict[str, Tensor] | Detections:
        """image: (B, 1, H, W) grey 0-255, uint8 or float; mode: mmengine's tensor/loss/predict."""
        output = self._maps(image)
        if mode == "tensor":
            return output
        if mode == "predict":
            with torch.no_grad():
                return self.read(output)
        if mode == "loss" and labels is not None:
            return self.losses(output, labels)
        raise ValueError(
            f"mode {mode!r} with labels={labels is not None}; known: tensor predict loss"
        )

    def losses(self, output: DetectorOutput, labels: HandLabels) -> dict[str, Tensor]:
        """Named scalar losses; their sum is minimised."""
        targets = self.codec.encode(
            labels.xy_px, labels.shown, labels.length_px, output.point.shape[2:]
        )
        terms = self.location_loss(output, targets, labels)
        stage = self.stage_loss(output, labels, self.codec, self.valid)
        return terms | {name: self.stage_share * term for name, term in stage.items()}

    def read(self, output: DetectorOutput, temperature: Tensor | None = None) -> Detections:
        """Points, confidences and stage posteriors; temperature: (K,), calibrated, or None."""
        with _full_precision(output.stage.device.type):
            heatmap = output.heatmap()
            peaks = self.codec.decode(heatmap)
            logits = pool_logits(output.stage, heatmap, peaks.xy_px, peaks.length_cell, self.codec)
            return Detections(
                peaks.xy_px,
                peaks.confidence,
                peaks.second_peak,
                posterior(logits, self.valid, temperature),
                peaks.length_cell * self.codec.stride,
            )

    def _maps(self, image: Tensor) -> DetectorOutput:
        levels = self.backbone(self._seen(image).contiguous(memory_format=torch.channels_last))
        features = self.neck(levels)
        point, region = self.location(features)
        aux: list[Tensor | None] = [None, None]
        if self.training and len(self.aux):
            aux = [head(level) for head, level in zip(self.aux, levels[-2:], strict=True)]
        return DetectorOutput(point, region, self.maturity(features), *aux)

    def _seen(self, image: Tensor) -> Tensor:
        if self.contrast is None:
            return (image.float() - self.mean) / self.std
        return self.contrast(image.float())

    def _check_stride(self) -> None:
        if self.codec.stride != self.backbone.strides[0]:
            raise ValueError(
                f"codec stride {self.codec.stride} and the backbone's finest stride "
                f"{self.backbone.strides[0]} differ; set codec=dict(type='DiscCodec', "
                f"stride={self.backbone.strides[0]})"
            )


def _full_precision(device: str) -> AbstractContextManager:
    """No autocast: it would blur maps in bfloat16, which counts cells beyond 256 in twos."""
    # Entered only where it does something: exporters follow every context they meet.
    active = torch.is_autocast_enabled(device)
    return torch.autocast(device, enabled=False) if active else nullcontext()
