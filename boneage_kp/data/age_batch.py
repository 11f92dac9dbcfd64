"""Packed samples to batches for whole-image systems: the film, its sex, and its bone age.

The age is `HandRecord.bone_age_months` wherever a film comes from: of phantoms what TW3 makes of
the stages that were drawn (their tempo where the table gives only a bound), of COCO files the key
of that name, of RSNA tables the column of bone ages. Never the chronological age.
"""

from typing import Any

import torch

from boneage_kp.codec.age_labels import AgeLabels, sex_number
from boneage_kp.schema.records import HandRecord


def collate_ages(packed: list[dict[str, Any]]) -> dict[str, Any]:
    """`image` (B, 1, H, W) uint8 and `labels` (`AgeLabels`); records and ways back as lists."""
    records = [one["record"] for one in packed]
    return {
        "image": torch.stack([one["image"] for one in packed]),
        "labels": age_labels(records),
        "record": records,
        "from_film": [one["from_film"] for one in packed],
    }


def age_labels(records: list[HandRecord]) -> AgeLabels:
    """What records say, as tensors; an unknown age is NaN."""
    ages = [torch.nan if r.bone_age_months is None else r.bone_age_months for r in records]
    sexes = [sex_number(record.sex) for record in records]
    return AgeLabels(torch.tensor(sexes), torch.tensor(ages, dtype=torch.float32))
