"""Averaging over views: every view is asked, and every point comes back exactly."""

import numpy as np
import pytest

from boneage_kp.engine.averaging import SCALES, AveragingNetwork
from boneage_kp.engine.network import NetworkReading
from boneage_kp.schema.hand import HAND
from tests.engine.stub_networks import STANDARD

HEIGHT, WIDTH = 96, 128


class SeesOneBlot:
    """Puts every bone on the middle of what is brighter than the ground; stages by column."""

    standard, digest, input_hw = STANDARD, "a" * 64, (HEIGHT, WIDTH)

    def __init__(self, blind_views: tuple[int, ...] = ()) -> None:
        self.calls = 0
        self.blind_views = blind_views

    def read(self, grey: np.ndarray) -> NetworkReading:
        blind = self.calls in self.blind_views
        self.calls += 1
        bones = len(HAND)
        xy_px = np.zeros((len(grey), bones, 2))
        length = np.zeros(len(grey))
        for b, film in enumerate(grey[:, 0].astype(float) - 20):
            rows, columns = np.mgrid[:HEIGHT, :WIDTH] + 0.5
            xy_px[b] = (
                5 if blind else np.array([film * columns, film * rows]).sum((1, 2)) / film.sum()
            )
            length[b] = np.sqrt((film > 90).sum())
        confidence = np.full((len(grey), bones), 0.0 if blind else 0.8)
        posterior = np.full((len(grey), bones, 9), 1 / 9)
        return NetworkReading(xy_px, confidence, confidence / 4, posterior, length)


def films() -> np.ndarray:
    grey = np.full((2, 1, HEIGHT, WIDTH), 20, np.uint8)
    grey[0, 0, 30:46, 70:90] = 200
    grey[1, 0, 50:62, 40:54] = 200
    return grey


@pytest.mark.parametrize(
    ("kinds", "views"),
    [(["flips"], 2), (["scales"], len(SCALES)), (["flips", "scales"], 2 * len(SCALES))],
)
def test_points_of_every_view_come_back_to_the_pixels_asked_about(
    kinds: list[str], views: int
) -> None:
    network = SeesOneBlot()
    plain = network.read(films())
    network.calls = 0
    together = AveragingNetwork(network, kinds).read(films())
    assert network.calls == views
    bound = 1e-9 if kinds == ["flips"] else 0.05  # scaled pixels are interpolated
    np.testing.assert_allclose(together.xy_px, plain.xy_px, atol=bound)
    np.testing.assert_allclose(plain.xy_px[0, 0], (80, 38))
    np.testing.assert_allclose(together.length_px, plain.length_px, rtol=0.08)
    np.testing.assert_allclose(together.posterior.sum(axis=2), 1)
    assert together.confidence == pytest.approx(plain.confidence)


def test_a_view_that_finds_nothing_moves_no_point() -> None:
    plain = SeesOneBlot().read(films())
    together = AveragingNetwork(SeesOneBlot(blind_views=(1,)), ["flips"]).read(films())
    np.testing.assert_allclose(together.xy_px, plain.xy_px, atol=1e-9)
    assert together.confidence == pytest.approx(plain.confidence / 2)
    nowhere = AveragingNetwork(SeesOneBlot(blind_views=(0, 1)), ["flips"]).read(films())
    assert np.isfinite(nowhere.xy_px).all() and not nowhere.confidence.any()


def test_unknown_kinds_are_refused() -> None:
    with pytest.raises(ValueError, match="turns"):
        AveragingNetwork(SeesOneBlot(), ["turns"])
    with pytest.raises(ValueError, match="one or more"):
        AveragingNetwork(SeesOneBlot(), [])
