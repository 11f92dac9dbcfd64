"""Regional VGG: its blocks, the two heads as described, and hands of one sex alone."""

import pytest
import torch
from torch import nn

from boneage_kp.codec.age_labels import AgeLabels
from boneage_kp.engine.config_file import read_config
from boneage_kp.models.holistic.regional_vgg import RegionalVgg
from boneage_kp.registry import MODELS, build
from tests.models.holistic.small_systems import noise, small_system
from tests.test_configs import FOLDER

LEAVES = sorted((FOLDER / "regional").glob("regional_*.py"))
SMALL = dict(widths=(4, 8), dense=(6,), dropout=0.0)


def test_six_blocks_of_two_convolutions_with_elu_halve_the_map() -> None:
    with torch.device("meta"):
        model = RegionalVgg()
        assert model.features(torch.zeros(1, 1, 128, 192)).shape == (1, 384, 2, 3)
    kinds = [type(layer) for block in model.blocks for layer in block]
    assert kinds.count(nn.Conv2d) == kinds.count(nn.ELU) == 12 and kinds.count(nn.MaxPool2d) == 6
    assert not any(isinstance(layer, nn.ReLU) for layer in model.modules())
    assert sum(p.numel() for p in model.parameters()) == 3_879_073
    assert model.least_size_px == 64


@pytest.mark.parametrize("path", LEAVES, ids=lambda path: path.stem)
def test_a_leaf_is_what_its_name_says(path: object) -> None:
    settings, _ = read_config(path)  # type: ignore[arg-type]
    _, region, head = path.stem.split("_")  # type: ignore[attr-defined]
    steps = [*settings.train_data["pipeline"], *settings.val_data["pipeline"]]
    assert [step["region"] for step in steps if "region" in step] == [region, region]
    model = build({**settings.model, "widths": (4,), "dense": ()}, MODELS)
    ages = torch.tensor([0.0, 120.0, 239.5])
    if head == "regression":
        assert model.target.encode(ages[:2])[:, 0].tolist() == [-1.0, 0.0]
        assert type(model.loss).__name__ == "AgeL1"
    else:
        assert model.target.encode(ages).shape == (3, 240)
        assert type(model.loss).__name__ == "AgeBce" and model.target.yes_or_no
    assert settings.optimizer["type"] == "Adam"


def test_there_is_a_leaf_for_every_region_and_head() -> None:
    assert len(LEAVES) == 6


def test_boys_networks_learn_nothing_from_girls() -> None:
    torch.manual_seed(0)
    model = RegionalVgg(**SMALL, hands="M")
    labels = AgeLabels(torch.tensor([1.0, -1.0, 0.0]), torch.tensor([50.0, 100.0, 150.0]))
    output = model(noise(3), labels)
    loss = model.losses(output, labels)["loss_age"]
    alone = model.losses(output._replace(age=output.age[:1]), AgeLabels(*(x[:1] for x in labels)))
    assert loss.item() == pytest.approx(alone["loss_age"].item()) and loss.item() > 0
    both = RegionalVgg(**SMALL).losses(output, labels)["loss_age"]
    assert both.item() != pytest.approx(loss.item())


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (dict(hands="boys"), "hands is 'boys'; known: both M F"),
        (dict(sex="optional"), "sex is 'optional', but sex_units is 0"),
    ],
)
def test_what_does_not_go_together_is_refused(given: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        RegionalVgg(**SMALL, **given)


def test_by_default_it_is_never_told_a_sex() -> None:
    model = RegionalVgg(**SMALL).eval()
    labels = AgeLabels(torch.tensor([1.0, -1.0]), torch.full((2,), torch.nan))
    assert torch.equal(model(noise(2), labels).age, model(noise(2)).age)
    assert small_system("regional_vgg").sex_layer is not None
