"""The study's ResNet: two ways of scaling greys, sex read off the film, three depths."""

import math

import pytest
import torch

from boneage_kp.codec.age_labels import AgeLabels
from boneage_kp.models.holistic.batch_scaling import BatchScaling
from boneage_kp.models.holistic.instance_scaling import InstanceScaling
from boneage_kp.models.holistic.resnet_study import ResnetStudy
from tests.models.holistic.small_systems import TINY, noise

TWO_FILMS = torch.stack([noise(1)[0].float(), 100 + 0.25 * noise(2)[1].float()])


def test_by_image_every_film_has_mean_0_and_spread_1() -> None:
    seen = InstanceScaling()(TWO_FILMS)
    assert seen.mean(dim=(1, 2, 3)).tolist() == pytest.approx([0, 0], abs=1e-5)
    assert seen.std(dim=(1, 2, 3)).tolist() == pytest.approx([1, 1], abs=1e-3)
    darker = InstanceScaling()(TWO_FILMS * 0.5 + 20)
    assert torch.allclose(seen, darker, atol=1e-4), "exposure and contrast are gone"
    flat = InstanceScaling()(torch.full((1, 1, 8, 12), 77.0))
    assert (flat == 0).all(), "no division by nothing"


def test_by_batch_films_keep_what_tells_them_apart() -> None:
    scaling = BatchScaling().train()
    seen = scaling(TWO_FILMS)
    assert seen.mean().item() == pytest.approx(0, abs=1e-5)
    assert seen.std().item() == pytest.approx(1, abs=1e-3)
    assert seen[0].std() > 2 * seen[1].std()
    scaling(TWO_FILMS + 40)
    reading = scaling.eval()
    alone, beside = reading(TWO_FILMS[:1]), reading(TWO_FILMS)[:1]
    assert torch.equal(alone, beside), "whoever is read with it"
    # Both batches count alike: the mean is that of the first plus half of the 40.
    assert reading(TWO_FILMS.mean().reshape(1, 1, 1, 1) + 20).item() == pytest.approx(0, abs=1e-4)


def test_sex_is_read_off_the_film_and_not_off_what_was_told() -> None:
    torch.manual_seed(0)
    system = ResnetStudy(TINY, sex="optional", sex_units=4).eval()
    ages = torch.tensor([60.0, 120.0])
    told = [system(noise(2), AgeLabels(torch.full((2,), sex), ages)) for sex in (1.0, -1.0)]
    assert torch.equal(told[0].male, told[1].male)
    assert not torch.equal(told[0].age, told[1].age)
    male = system.read(told[0]).male
    assert ((male > 0) & (male < 1)).all()


def test_the_loss_of_sex_has_its_weight_and_can_be_left_out() -> None:
    torch.manual_seed(0)
    labels = AgeLabels(torch.tensor([1.0, -1.0]), torch.tensor([60.0, torch.nan]))
    system = ResnetStudy(TINY, sex_weight=0.5).train()
    torch.nn.init.zeros_(system.male.weight)
    torch.nn.init.zeros_(system.male.bias)
    found = system(noise(2), labels, mode="loss")
    assert found["loss_sex"].item() == pytest.approx(0.5 * math.log(2))
    plain = ResnetStudy(TINY, sex_weight=0).eval()
    assert not plain.reads_sex and plain(noise(2)).male is None
    assert list(plain(noise(2), labels, mode="loss")) == ["loss_age"]
    assert plain(noise(2), mode="predict").male.isnan().all()
    with pytest.raises(ValueError, match="sex_weight is -1"):
        ResnetStudy(TINY, sex_weight=-1)


@pytest.mark.parametrize(
    ("name", "millions"), [("resnet18", 11.17), ("resnet34", 21.28), ("resnet50", 23.50)]
)
def test_the_three_depths_are_timms(name: str, millions: float) -> None:
    """Of the trunk: one grey channel in, no layer of 1000 classes."""
    with torch.device("meta"):
        system = ResnetStudy(dict(type="TimmBackbone", model_name=name))
    trunk = sum(parameter.numel() for parameter in system.backbone.parameters())
    assert trunk / 1e6 == pytest.approx(millions, abs=0.01)
