"""What every whole-image system has to do: shapes, sex, a step, four films learnt by heart."""

import pytest
import torch

from boneage_kp.codec.age_labels import AgeLabels
from boneage_kp.codec.age_target import AgeGuess
from boneage_kp.models.holistic.recipe import HolisticOutput, known_systems
from tests.models.holistic.small_systems import SMALL, noise, small_system

SYSTEMS = sorted(SMALL)
SEXES = torch.tensor([1.0, -1.0, 0.0, 1.0])
LABELS = AgeLabels(SEXES, torch.tensor([30.0, 80.0, 140.0, 210.0]))


def test_every_system_is_looked_at() -> None:
    assert set(SMALL) == set(known_systems()), "add its line to small_systems.py"


@pytest.mark.parametrize("name", SYSTEMS)
def test_shapes_at_two_sizes(name: str) -> None:
    torch.manual_seed(0)
    system = small_system(name).eval()
    for height, width in ((96, 128), (128, 96)):
        image = noise(2, height, width)
        output = system(image)
        assert isinstance(output, HolisticOutput)
        assert output.age.shape == (2, system.target.channels)
        guess = system(image, AgeLabels(SEXES[:2], LABELS.age_months[:2]), mode="predict")
        assert isinstance(guess, AgeGuess) and all(part.shape == (2,) for part in guess)
        lit = system.activation_map(image)
        assert lit.ndim == 3 and len(lit) == 2 and torch.isfinite(lit).all()
        assert (lit.shape[1] < lit.shape[2]) == (height < width), "rows are rows"


@pytest.mark.parametrize("name", SYSTEMS)
def test_four_films_are_learnt_by_heart(name: str) -> None:
    torch.manual_seed(0)
    system = small_system(name).train()
    optimizer = torch.optim.Adam(system.parameters(), lr=2e-3)
    batch = {"image": noise(4, 80, 80), "labels": LABELS}
    for _ in range(30):
        optimizer.zero_grad()
        sum(system(**batch, mode="loss").values()).backward()
        optimizer.step()
    error = system.read(system(**batch)).age_months - LABELS.age_months
    assert error.abs().max() < 12, "ages span 180 months"


@pytest.mark.parametrize("name", SYSTEMS)
def test_sex_counts_where_it_is_shown_and_nowhere_else(name: str) -> None:
    torch.manual_seed(0)
    image, system = noise(4), small_system(name).eval()
    unknown = AgeLabels(torch.zeros(4), LABELS.age_months)
    told, untold = (system(image, labels).age for labels in (LABELS, unknown))
    assert not torch.equal(told[0], untold[0])
    assert torch.equal(untold, system(image).age), "no labels: nothing is known"
    blind = small_system(name, sex="unused").eval()
    assert torch.equal(blind(image, LABELS).age, blind(image, unknown).age)


def test_wrong_modes_and_inputs_are_refused() -> None:
    system = small_system("inception_winner")
    with pytest.raises(ValueError, match="mode 'loss' with labels=False"):
        system(noise(1), mode="loss")
    with pytest.raises(ValueError, match="sex is 'maybe'; known: optional required unused"):
        small_system("inception_winner", sex="maybe")
