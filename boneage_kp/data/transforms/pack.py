"""Samples to tensors: the last step of every pipeline."""

from typing import Any

import numpy as np
import torch

from boneage_kp.codec.labels import HandLabels
from boneage_kp.data.sample import Sample


def pack(sample: Sample) -> dict[str, Any]:
    """One sample as tensors, without the batch dimension; the record and the way back beside it."""
    grey = np.clip(np.rint(sample.grey), 0, 255).astype(np.uint8)
    # No hand length: nothing is drawn for this hand, whatever the radius would be.
    known = sample.known if np.isfinite(sample.length_px) else np.zeros_like(sample.known)
    shown = sample.shown & known
    return {
        "image": torch.from_numpy(np.ascontiguousarray(grey))[None],
        "labels": HandLabels(
            xy_px=torch.from_numpy(sample.xy_px.astype(np.float32)),
            shown=torch.from_numpy(shown),
            known=torch.from_numpy(known),
            stage=torch.from_numpy(np.where(shown, sample.stage, -1).astype(np.int64)),
            length_px=torch.tensor(np.nan_to_num(sample.length_px, nan=1.0), dtype=torch.float32),
        ),
        "record": sample.record,
        "from_film": sample.from_film,
    }


def collate(packed: list[dict[str, Any]]) -> dict[str, Any]:
    """Packed samples to a batch: `image` (B, 1, H, W) uint8 and `labels`; records as lists."""
    fields = zip(*(one["labels"] for one in packed), strict=True)
    return {
        "image": torch.stack([one["image"] for one in packed]),
        "labels": HandLabels(*(torch.stack(field) for field in fields)),
        "record": [one["record"] for one in packed],
        "from_film": [one["from_film"] for one in packed],
    }
