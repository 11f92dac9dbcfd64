import pytest
import torch

from boneage_kp.data.cached_dataset import CachedDataset
from boneage_kp.data.draws import DrawKey
from boneage_kp.data.phantom_dataset import PhantomDataset

PIPELINE = [dict(type="RandomWarp", size=64), dict(type="RandomTone")]


def phantoms(**more) -> PhantomDataset:
    return PhantomDataset(3, {"size_px": 128}, PIPELINE, **more)


def test_a_key_decides_the_hand_and_its_augmentation() -> None:
    one, again = phantoms()[DrawKey(2, 1)], phantoms()[DrawKey(2, 1)]
    assert torch.equal(one["image"], again["image"])
    assert torch.equal(one["labels"].stage, again["labels"].stage)
    for other in (phantoms()[DrawKey(3, 1)], phantoms()[DrawKey(2, 2)], phantoms(seed=1)[1]):
        assert not torch.equal(one["image"], other["image"])


def test_fixed_hands_are_the_same_in_every_epoch() -> None:
    fixed = phantoms(fixed=True)
    assert torch.equal(fixed[DrawKey(0, 2)]["image"], fixed[DrawKey(7, 2)]["image"])


def test_labels_lie_on_the_film_and_name_stages_of_the_standard() -> None:
    labels = phantoms()[DrawKey(0, 0)]["labels"]
    inside = labels.xy_px[labels.shown]
    assert ((inside >= 0) & (inside < 64)).all()
    assert labels.stage[labels.shown].min() >= 0 and labels.stage.max() <= 8
    assert labels.known.all(), "of a phantom everything is known"


def test_digest_tells_sets_apart() -> None:
    assert phantoms().digest == phantoms().digest
    assert len({phantoms().digest, phantoms(seed=1).digest, PhantomDataset(3).digest}) == 3


def test_an_empty_set_and_a_misspelt_parameter_are_refused() -> None:
    with pytest.raises(ValueError, match="length is 0; at least 1"):
        PhantomDataset(0)
    with pytest.raises(ValueError, match="'size' is unknown"):
        PhantomDataset(1, {"size": 128})


def test_a_cache_makes_each_sample_once_whatever_the_epoch() -> None:
    cached = CachedDataset(dict(type="PhantomDataset", length=2, parameters={"size_px": 128}), 3)
    assert len(cached) == 6
    assert cached[DrawKey(0, 1)] is cached[DrawKey(5, 3)]
    assert cached[DrawKey(0, 0)] is not cached[DrawKey(0, 1)]
    with pytest.raises(ValueError, match="repeat is 0"):
        CachedDataset(phantoms(), repeat=0)
