import numpy as np
import pytest

from boneage_kp.data.draws import DrawKey, KeyedSampler, generator


def test_every_sample_once_an_epoch_and_another_order_the_next():
    sampler = KeyedSampler(17, seed=3)
    orders = []
    for epoch in (0, 1):
        sampler.set_epoch(epoch)
        keys = list(sampler)
        assert {key.epoch for key in keys} == {epoch}
        assert sorted(key.index for key in keys) == list(range(17))
        orders.append([key.index for key in keys])
    assert orders[0] != orders[1]


def test_a_resumed_epoch_has_the_order_it_would_have_had():
    straight, resumed = KeyedSampler(17, seed=3), KeyedSampler(17, seed=3)
    for epoch in range(4):
        straight.set_epoch(epoch)
        list(straight)
    straight.set_epoch(4)
    resumed.set_epoch(4)
    assert list(straight) == list(resumed)


@pytest.mark.parametrize("world", [2, 3])
def test_ranks_share_an_epoch_and_take_as_many_steps(world):
    parts = [KeyedSampler(17, seed=3, rank=r, world=world) for r in range(world)]
    taken = [[key.index for key in part] for part in parts]
    assert len({len(t) for t in taken}) == 1
    assert set(np.concatenate(taken)) == set(range(17))


def test_dice_follow_the_key_and_nothing_else():
    first = generator(7, DrawKey(2, 5)).random(4)
    np.testing.assert_array_equal(first, generator(7, DrawKey(2, 5)).random(4))
    for other in (
        generator(8, DrawKey(2, 5)),
        generator(7, DrawKey(5, 2)),
        generator(7, DrawKey(2, 5), 1),
    ):
        assert (first != other.random(4)).any()
