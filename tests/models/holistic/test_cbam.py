"""CBAM by hand: channels are weighed first, then places, each by its mean and its maximum."""

import torch

from boneage_kp.models.holistic.cbam import CELLS, Cbam, ChannelWeights, PlaceWeights


def test_channels_and_then_places() -> None:
    torch.manual_seed(0)
    attention = Cbam(6)
    x = torch.randn(2, 6, 9, 11)
    weighed = x * attention.channels(x)
    wanted = weighed * attention.places(weighed)
    torch.testing.assert_close(attention(x), wanted)
    assert not torch.allclose(wanted, x * attention.places(x) * attention.channels(x))


def test_a_channel_is_weighed_by_its_mean_and_its_maximum_through_one_pair_of_layers() -> None:
    torch.manual_seed(0)
    weigh = ChannelWeights(5)
    x = torch.randn(2, 5, 7, 3)
    share = weigh(x)
    assert share.shape == (2, 5, 1, 1) and share.min() > 0 and share.max() < 1
    flat = x.flatten(2)
    said = weigh.shared(flat.mean(dim=2)) + weigh.shared(flat.max(dim=2).values)
    torch.testing.assert_close(share.flatten(1), said.sigmoid())


def test_a_place_is_weighed_by_the_window_round_it() -> None:
    weigh = PlaceWeights()
    with torch.no_grad():
        weigh.window.weight.zero_()
        weigh.window.weight[0, :, CELLS // 2, CELLS // 2] = torch.tensor([1.0, 2.0])
    x = torch.randn(2, 4, 5, 8)
    share = weigh(x)
    assert share.shape == (2, 1, 5, 8)
    wanted = (x.mean(dim=1) + 2 * x.max(dim=1).values).sigmoid()
    torch.testing.assert_close(share[:, 0], wanted)
