"""The shared recipe: maps that add up, colours, and the join of sex."""

import torch

from boneage_kp.codec.age_labels import AgeLabels
from boneage_kp.codec.age_target import AgeBins
from boneage_kp.models.holistic.age_head import AgeHead
from boneage_kp.models.holistic.inception_winner import InceptionWinner
from boneage_kp.models.holistic.recipe import HolisticOutput, WholeImageSystem
from tests.models.holistic.small_systems import TINY, noise, small_system


class TwoColours(WholeImageSystem):
    """Grey squares pooled and weighed: small enough to count by hand."""

    def __init__(self) -> None:
        super().__init__(colours=3)
        self.head = AgeHead(3, 1, sex_units=0)

    def features(self, image: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.avg_pool2d(image, 32)

    def answer(self, features: torch.Tensor, sex: torch.Tensor) -> HolisticOutput:
        return HolisticOutput(self.head(features, sex))


def test_the_map_of_pooling_and_one_linear_layer_adds_up_to_the_age() -> None:
    torch.manual_seed(1)
    system = TwoColours().eval()
    image = noise(2, 64, 96)
    lit = system.activation_map(image)
    assert lit.shape == (2, 2, 3)
    bias_months = 120 + 60 * system.head.age.bias.item()
    months = system(image, mode="predict").age_months
    torch.testing.assert_close(lit.sum(dim=(1, 2)) + bias_months, months, rtol=0, atol=1e-3)


def test_a_map_is_drawn_where_gradients_are_off_and_leaves_none_behind() -> None:
    system = small_system("inception_winner").eval()
    with torch.no_grad():
        assert not system.activation_map(noise(1)).requires_grad
    assert all(parameter.grad is None for parameter in system.parameters())


def test_grey_is_scaled_and_repeated_for_three_colours() -> None:
    seen = TwoColours().seen(torch.tensor([[[[0, 255]]]], dtype=torch.uint8))
    assert seen.shape == (1, 3, 1, 2) and seen[0, :, 0].tolist() == [[-1.0, 1.0]] * 3


def test_ages_that_are_not_known_move_nothing() -> None:
    system = small_system("inception_winner")
    labels = AgeLabels(torch.zeros(2), torch.full((2,), torch.nan))
    losses = system(noise(2), labels, mode="loss")
    losses["loss_age"].backward()
    assert losses["loss_age"].item() == 0
    assert all(p.grad is None or not p.grad.any() for p in system.parameters())


def test_any_target_fits_the_winner() -> None:
    loss = dict(type="AgeCe")
    bins = InceptionWinner(backbone=TINY, dense=(8,), target=AgeBins(24, 10.0), loss=loss).eval()
    guess = bins(noise(1), mode="predict")
    assert 5 <= guess.age_months.item() <= 235 and guess.sd_months.item() > 0


def test_the_winner_is_inception_with_two_layers_of_1000() -> None:
    winner = InceptionWinner()
    assert winner.backbone.channels[-1] == 2048
    shapes = [tuple(p.shape) for n, p in winner.head.named_parameters() if n.endswith("weight")]
    assert shapes == [(32, 1), (1000, 2080), (1000, 1000), (1, 1000)]
    assert sum(p.numel() for p in winner.parameters()) == 24_868_057
    least = winner.least_size_px
    with torch.no_grad():
        assert winner.train()(noise(2, least, least)).age.shape == (2, 1)
