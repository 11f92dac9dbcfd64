"""Every whole-image system with layers so small that a test takes seconds.

To add a system: its line here; `test_systems.py` then looks at it.
"""

from typing import Any

import torch

from boneage_kp.models.holistic.recipe import WholeImageSystem, known_systems

TINY = dict(type="TimmBackbone", model_name="resnet10t")
SMALL: dict[str, dict[str, Any]] = {
    "bone_age_net": dict(width=0.1, depth=(1, 1, 1), dense=(32,), dropout=0.0),
    "inception_winner": dict(backbone=TINY, dense=(32, 16)),
    "regional_vgg": dict(widths=(8, 16, 16), dense=(16,), dropout=0.0, sex="optional", sex_units=4),
    "resnet_study": dict(backbone=TINY, sex="optional", sex_units=8),
    "tj_net": dict(width=0.1, depth=(1, 1, 1), sex_units=8, sex_dense=16, dropout=0.0),
}


def small_system(name: str, **changes: Any) -> WholeImageSystem:
    """The system with small layers; its weights follow from the caller's seed."""
    return known_systems()[name](**SMALL[name] | changes)


def noise(count: int, height: int = 96, width: int = 128) -> torch.Tensor:
    """(count, 1, height, width) uint8, the same in every run."""
    dice = torch.Generator().manual_seed(3)
    return torch.randint(0, 256, (count, 1, height, width), generator=dice, dtype=torch.uint8)
