"""Masks of the hand: films with everything else taken away, and films packed with their mask."""

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import torch

from boneage_kp.data.sample import Sample
from boneage_kp.data.warp import Warp
from boneage_kp.schema.coords import Affine

SOFT = "soft"  # of a phantom's masks: the hand with its flesh
# Masks end where flesh does, half a pixel more or less: a rim of this share of the film is kept.
RIM_SHARE = 0.004


def hand_alone(grey: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """A film whose pixels outside the hand are black.

    grey:  (H, W) uint8 or float on 0-255; mask: (H, W) bool.
    """
    rim_px = max(1, round(RIM_SHARE * max(grey.shape)))
    around = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * rim_px + 1, 2 * rim_px + 1))
    kept = cv2.dilate(mask.astype(np.uint8), around)
    return np.where(kept > 0, grey, 0).astype(grey.dtype)


def warped_mask(mask: np.ndarray, film: Sample, affine: Affine, target_hw: tuple[int, int]) -> Any:
    """(H, W) bool of a film to (h, w) bool of an input that `affine` maps it to."""
    white = replace(film, grey=255 * mask.astype(np.uint8))
    return Warp(affine, target_hw, 0.0)(white).grey > 127


def pack_mask(film: Sample, mask: np.ndarray, seen: Sample) -> dict[str, Any]:
    """A sample behind its pipeline, with the mask of its film moved as its pixels were.

    film:  as it came, with its mask; seen: the same behind the pipeline.
    """
    height, width = seen.grey.shape
    grey = np.clip(np.rint(seen.grey), 0, 255).astype(np.uint8)
    moved = warped_mask(mask, film, seen.from_film, (height, width))
    return {
        "image": torch.from_numpy(np.ascontiguousarray(grey))[None],
        "mask": torch.from_numpy(np.ascontiguousarray(moved))[None],
        "record": seen.record,
        "from_film": seen.from_film,
    }


def collate_masks(packed: list[dict[str, Any]]) -> dict[str, Any]:
    """`image` (B, 1, H, W) uint8 and `labels` (B, 1, H, W) bool; records and ways back as lists."""
    return {
        "image": torch.stack([one["image"] for one in packed]),
        "labels": torch.stack([one["mask"] for one in packed]),
        "record": [one["record"] for one in packed],
        "from_film": [one["from_film"] for one in packed],
    }
