"""Two hands with labels at sizes that all differ, for tests of losses and networks."""

import torch

from boneage_kp.codec.labels import HandLabels
from tests.codec.test_discs import hands

STAGE_COUNTS = (9, 8) + (9,) * 11
VALID = torch.arange(9) < torch.tensor(STAGE_COUNTS)[:, None]
SIZE_HW = (384, 320)


def labels() -> HandLabels:
    generator = torch.Generator().manual_seed(5)
    every = torch.ones(2, 13, dtype=torch.bool)
    stage = torch.randint(0, 8, (2, 13), generator=generator)
    xy_px = hands(300.0, 12.0, (160.0, 190.0), 0.6)
    return HandLabels(xy_px, every, every.clone(), stage, torch.tensor([300.0, 300.0]))


def nothing_known(given: HandLabels) -> HandLabels:
    none = torch.zeros_like(given.shown)
    nan = torch.full_like(given.xy_px, float("nan"))
    return given._replace(xy_px=nan, shown=none, known=none, stage=torch.full_like(given.stage, -1))


def one(given: HandLabels, index: int) -> HandLabels:
    return HandLabels(*(value[index : index + 1] for value in given))
