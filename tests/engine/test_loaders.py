"""Batches follow seed, epoch and number of processes, and nothing else."""

import os
from typing import Any

import pytest
import torch

from boneage_kp.data.draws import DrawKey, KeyedSampler
from boneage_kp.data.phantom_dataset import PhantomDataset
from boneage_kp.engine.loaders import build_loader


def phantoms(length: int = 6) -> PhantomDataset:
    return PhantomDataset(length, {"size_px": 128}, [dict(type="RandomWarp", size=64)])


def images(epoch: int, **settings: Any) -> list[torch.Tensor]:
    loader = build_loader(phantoms(), 2, shuffle=True, seed=3, **settings)
    loader.sampler.set_epoch(epoch)
    return [batch["image"] for batch in loader]


def test_workers_change_nothing() -> None:
    for here, there in zip(images(1), images(1, workers=2), strict=True):
        assert torch.equal(here, there)
    assert not torch.equal(images(1)[0], images(2)[0])


def test_two_processes_share_out_the_batches_of_one() -> None:
    single = build_loader(phantoms(8), 4, shuffle=True, seed=3)
    ranks = [build_loader(phantoms(8), 2, shuffle=True, seed=3, rank=r, world=2) for r in (0, 1)]
    for whole, *halves in zip(single, *ranks, strict=True):
        parts = torch.cat([half["image"] for half in halves])
        assert {i.numpy().tobytes() for i in parts} == {i.numpy().tobytes() for i in whole["image"]}


def test_training_leaves_out_a_batch_that_is_not_full_unless_it_is_the_only_one() -> None:
    assert [len(b["image"]) for b in build_loader(phantoms(5), 2, shuffle=True)] == [2, 2]
    assert [len(b["image"]) for b in build_loader(phantoms(5), 2, shuffle=False)] == [2, 2, 1]
    assert [len(b["image"]) for b in build_loader(phantoms(1), 2, shuffle=True)] == [1]


def test_what_an_interrupted_epoch_has_had_is_left_out_once() -> None:
    sampler = KeyedSampler(10, seed=1, rank=1, world=2)
    sampler.set_epoch(4)
    whole = list(sampler)
    sampler.skip(2)
    assert list(sampler) == whole[2:] and len(sampler) == 5
    sampler.set_epoch(5)
    assert len(list(sampler)) == 5
    assert all(isinstance(key, DrawKey) and key.epoch == 4 for key in whole)


def test_an_empty_set_is_refused() -> None:
    with pytest.raises(ValueError, match="the dataset is empty"):
        build_loader([], 2, shuffle=True)


class Niceness:
    """Samples that say how politely their worker runs."""

    metainfo: dict[str, Any] = {}

    def __len__(self) -> int:
        return 2

    def __getitem__(self, key: DrawKey) -> int:
        return os.nice(0)


@pytest.mark.skipif(not hasattr(os, "nice"), reason="this system has no niceness")
def test_workers_give_way_to_the_network() -> None:
    mine = os.nice(0)
    (theirs,) = build_loader(Niceness(), 2, shuffle=False, workers=1, batch_of=list)
    assert all(nice == 19 and nice > mine for nice in theirs) or mine == 19
    assert os.nice(0) == mine
