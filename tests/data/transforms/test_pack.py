import dataclasses

import numpy as np
import torch

from boneage_kp.data.transforms.pack import collate, pack
from boneage_kp.schema.hand import HAND
from tests.data.transforms.test_geometric import painted


def test_a_batch_holds_every_label_in_its_place():
    batch = collate([pack(painted()), pack(painted((100.0, 50.0)))])
    assert batch["image"].shape == (2, 1, 300, 220) and batch["image"].dtype == torch.uint8
    labels = batch["labels"]
    radius = HAND.index_of("radius")
    assert labels.xy_px[1, radius].tolist() == [100.0, 50.0]
    assert labels.stage[:, radius].tolist() == [5, 5]
    assert labels.known.sum(dim=1).tolist() == [3, 3]
    assert labels.shown.sum(dim=1).tolist() == [2, 2]
    assert labels.stage.dtype == torch.int64


def test_a_hand_without_a_length_is_masked_whole():
    sample = dataclasses.replace(painted(), length_px=np.nan)
    labels = pack(sample)["labels"]
    assert not labels.known.any() and (labels.stage == -1).all()
    assert torch.isfinite(labels.length_px)
