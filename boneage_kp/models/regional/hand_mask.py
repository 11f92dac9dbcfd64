"""`HandMask`: a film to the probability that a pixel shows the hand."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from mmengine.model import BaseModel
from torch import Tensor

from boneage_kp.models.batch_to_device import BatchToDevice
from boneage_kp.models.holistic.grey_scaling import FixedScaling
from boneage_kp.models.regional.unet import UNet
from boneage_kp.registry import MODELS

LEAST_SIZE_PX = 64


@MODELS.register_module()
class HandMask(BaseModel):
    """A U-Net under binary cross-entropy and overlap.

    widths:  of `UNet`, finest level first.
    """

    def __init__(self, widths: Sequence[int] = (16, 32, 64, 128, 256)) -> None:
        super().__init__(data_preprocessor=BatchToDevice())
        self.scaling = FixedScaling()
        self.network = UNet(widths)

    def forward(
        self, image: Tensor, labels: Tensor | None = None, mode: str = "tensor"
    ) -> Tensor | dict[str, Tensor]:
        """image: (B, 1, H, W) grey 0-255; labels: (B, 1, H, W) bool; predict: (B, 1, H, W) in 0-1.

        mode:  mmengine's tensor, loss or predict.
        """
        logits = self.network(self.scaling(image.float()))
        if mode == "tensor":
            return logits
        if mode == "predict":
            return logits.float().sigmoid()
        if mode == "loss" and labels is not None:
            return mask_losses(logits.float(), labels.float())
        raise ValueError(
            f"mode {mode!r} with labels={labels is not None}; known: tensor predict loss"
        )


def mask_losses(logits: Tensor, wanted: Tensor) -> dict[str, Tensor]:
    """Binary cross-entropy a pixel, and one less the overlap (Jaccard) a film; (B, 1, H, W) each.

    Cross-entropy alone would put up with a lost finger: few pixels beside a film's background.
    """
    probability = logits.sigmoid()
    both = (probability * wanted).sum(dim=(1, 2, 3))
    either = (probability + wanted - probability * wanted).sum(dim=(1, 2, 3))
    overlap = (both + 1) / (either + 1)  # an empty film with an empty mask is whole overlap
    return {
        "loss_cross": F.binary_cross_entropy_with_logits(logits, wanted),
        "loss_overlap": torch.mean(1 - overlap),
    }
