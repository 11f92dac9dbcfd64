"""Feature extractors. To add one that timm lacks: a file with `channels`, `strides`, `forward`."""

from boneage_kp.models.backbones.timm_backbone import TimmBackbone

__all__ = ["TimmBackbone"]
