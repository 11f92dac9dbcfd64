"""Exposure, window and size of the input leave the network's view of a hand alone."""

import pytest
import torch

from boneage_kp.models.layers.local_contrast import GRID, LocalContrast
from tests.models.holistic.small_systems import small_system


def film(size: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(3)
    coarse = torch.rand((1, 1, 24, 24), generator=generator) * 120 + 60
    return torch.nn.functional.interpolate(coarse, size=(size, size), mode="bicubic")


@pytest.mark.parametrize(("gain", "offset"), [(0.5, 0.0), (1.0, 40.0), (0.6, 70.0)])
def test_gain_and_offset_hardly_show(gain: float, offset: float) -> None:
    contrast, grey = LocalContrast(), film(256)
    plain, exposed = contrast(grey), contrast(gain * grey + offset)
    assert (plain - exposed).abs().median() < 0.12, "as little as the softening lets through"
    assert (grey - (gain * grey + offset)).abs().median() > 20, "what it saw was another exposure"


def test_an_even_film_stays_flat_and_noise_is_not_blown_up() -> None:
    even = torch.full((1, 1, 128, 128), 200.0)
    noise = even + torch.randn(even.shape, generator=torch.Generator().manual_seed(0))
    contrast = LocalContrast(softening=4.0)
    assert contrast(even).abs().max() < 0.02
    assert contrast(noise).std() < 0.25, "one grey level of noise, far below the softening"


def test_the_window_is_a_share_of_the_view() -> None:
    contrast = LocalContrast()
    small = contrast(film(256))
    large = torch.nn.functional.avg_pool2d(contrast(film(1024)), 4)
    assert (small - large).abs().mean() < 0.06


def test_gradients_and_shape() -> None:
    grey = film(GRID * 5).requires_grad_()
    seen = LocalContrast()(grey)
    seen.square().sum().backward()
    assert seen.shape == grey.shape
    assert grey.grad is not None and bool(torch.isfinite(grey.grad).all())


def test_a_config_names_it_as_the_scaling_of_a_whole_image_system() -> None:
    torch.manual_seed(0)
    system = small_system("resnet_study", scaling=dict(type="LocalContrast")).eval()
    assert isinstance(system.scaling, LocalContrast)
    grey = film(96)
    with torch.no_grad():
        plain, exposed = (system.seen(one) for one in (grey, 0.6 * grey + 70))
    assert (plain - exposed).abs().median() < 0.12
    assert system.seen(film(100)).shape == (1, 1, 100, 100), "any size, not multiples of 32 alone"
