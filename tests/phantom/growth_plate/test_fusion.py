"""Bridges: the share that is asked for is bridged, with a border of its own per bone."""

from dataclasses import replace

import numpy as np
import pytest

from boneage_kp.phantom.growth_plate import plate_shape
from boneage_kp.phantom.growth_plate.fusion import PlateNoise, bridged_share

X = np.linspace(-1.0, 1.0, 161, dtype=np.float32)[None, :]


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7])
def test_the_bridged_share_is_the_one_asked_for(share):
    for seed in range(6):
        noise = PlateNoise.draw(np.random.default_rng(seed))
        bridge = bridged_share(replace(plate_shape("pp3", 7.5), bridging=share), X, noise)
        assert bridge.mean() == pytest.approx(share, abs=0.06)


def test_bridges_only_grow():
    noise = PlateNoise.draw(np.random.default_rng(3))
    shape = plate_shape("mc3", 7.5)
    before = np.zeros_like(X)
    for share in np.linspace(0.0, 1.0, 41):
        bridge = bridged_share(replace(shape, bridging=float(share)), X, noise)
        assert (bridge >= before - 1e-5).all()
        before = bridge
    assert (before == 1.0).all()


def test_borders_are_individual():
    shape = plate_shape("pp3", 7.5)
    one, two = (bridged_share(shape, X, PlateNoise.draw(np.random.default_rng(s))) for s in (1, 2))
    assert np.abs(one - two).mean() > 0.1
