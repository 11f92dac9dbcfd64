"""TJ-Net's drawings: shares counted by hand, weights that add up, and one page from weights."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from boneage_kp.cli.main import main
from boneage_kp.codec.age_labels import FEMALE, MALE
from boneage_kp.data.formats.coco import HandFile, write
from boneage_kp.models.holistic.tj_net import TjNet
from boneage_kp.phantom.generate import generate
from boneage_kp.phantom.parameters import PhantomParameters
from boneage_kp.schema.coords import Affine
from boneage_kp.schema.records import BoneLabel, HandRecord
from boneage_kp.study.tj_net.regions import inside_regions
from boneage_kp.study.tj_net.sex_weights import sex_weights
from tests.study.tj_net.tj_nets import SETTINGS, tj_weights


def hand(**xy_px: tuple[float, float]) -> HandRecord:
    bones = {name: BoneLabel(xy, 2) for name, xy in xy_px.items()}
    return HandRecord("x.png", (40, 20), bones, given_hand_length_px=50.0)


def test_the_share_inside_is_that_of_the_discs_on_the_film() -> None:
    """A film of 20 x 40 px, enlarged twice, in the middle of an input of 80 x 80."""
    from_film = Affine.letterbox((40, 20), (80, 80))
    record = hand(radius=(10.0, 30.0), dp3=(10.0, 10.0))
    even = np.ones((16, 16), np.float32)
    inside = inside_regions(even, record, from_film, (80, 80), radius=0.1)
    assert inside is not None
    area = 2 * np.pi * (0.1 * 50 * 2) ** 2 / (40 * 80)
    assert inside.even == pytest.approx(area, rel=0.02) and inside.share == inside.even
    lit = np.zeros((16, 16), np.float32)
    lit[12, 8] = 1.0  # over the radius alone
    lit[:, 0] = 100.0  # beside the film: counts nowhere
    found = inside_regions(lit, record, from_film, (80, 80), radius=0.1)
    assert found is not None and found.share > 0.95
    assert found.ratio == pytest.approx(found.share / area, rel=0.02)
    same = hand(radius=(10.0, 30.0), dp3=(10.0, 30.0))
    once = inside_regions(even, same, from_film, (80, 80), radius=0.1)
    assert once is not None and once.even == pytest.approx(area / 2, rel=0.02), "one disc, not two"


def test_without_points_or_activation_there_is_no_share() -> None:
    size = (64, 64)
    whole = Affine.letterbox((40, 20), size)
    assert inside_regions(np.ones((4, 4), np.float32), hand(), whole, size) is None
    dark = np.zeros((4, 4), np.float32)
    assert inside_regions(dark, hand(dp3=(5.0, 5.0)), whole, size) is None


def test_the_effect_of_sex_is_what_the_network_s_logits_do() -> None:
    torch.manual_seed(0)
    net = TjNet(**SETTINGS).eval()
    found = sex_weights(net)
    assert found.weights.shape == found.effect.shape == (8, 77)
    features = torch.rand(1, sum(net.trunk.channels), 3, 5).expand(2, -1, -1, -1)
    with torch.no_grad():
        boy, girl = net.answer(features, torch.tensor([MALE, FEMALE])).age.numpy()
    more = boy - girl
    np.testing.assert_allclose(found.boy_less_girl, more - more.mean(), atol=1e-5)
    assert found.strength == pytest.approx(more.std(), abs=1e-5) and found.strength > 0.01
    raw = net.block_6.age.weight[:, net.trunk.channels[-1] :].detach().numpy().T
    assert sorted(found.weights.sum(axis=1)) == pytest.approx(sorted(raw.sum(axis=1)), abs=1e-5)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three films, and a network of each kind."""
    folder = tmp_path_factory.mktemp("tj_net")
    for name, changes in {
        "full": {},
        "no_cbam": dict(attention=False),
        "no_joint": dict(joint=False),
    }.items():
        tj_weights(folder / f"{name}.safetensors", **changes)
    parameters = PhantomParameters.from_mapping({"size_px": 128})
    records = []
    for index in range(3):
        phantom = generate(parameters, 4, index)
        cv2.imwrite(str(folder / phantom.record.file_name), phantom.image)
        records.append(phantom.record)
    write(HandFile(records=tuple(records)), folder / "hands.json")
    return folder


def command(place: Path, out: Path, **given: str) -> list[str]:
    asked = ["benchmark", "tj-net", str(place / "hands.json"), "--output", str(out)]
    for option, name in given.items():
        asked += [f"--{option.replace('_', '-')}", str(place / f"{name}.safetensors")]
    return asked


def test_one_command_draws_all_three(place: Path, tmp_path: Path) -> None:
    given = dict(weights="full", without_cbam="no_cbam", without_joint="no_joint")
    assert main([*command(place, tmp_path, **given), "--films", "2"]) == 0
    for name in ("activation", "errors", "sex_weights"):
        picture = cv2.imread(str(tmp_path / f"{name}.png"))
        assert picture is not None and picture.std() > 5
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert page.count("<img") == 3 and "000000.png" not in page, "no film is named"
    document = json.loads((tmp_path / "figures.json").read_text())
    networks = document["networks"]
    assert list(networks) == ["TJ-Net", "without CBAM", "without joint learning"]
    full, alone = networks["TJ-Net"], networks["without joint learning"]
    assert full["films"] == 3 and 0 < full["share_inside"] < 1 and full["mae_months"] > 0
    assert full["mae_most_probable_months"] != full["mae_months"]
    assert alone["sex_right"] is None and 0 <= full["sex_right"] <= 1
    assert document["facts"]["films"] == "3 films of a file"


def test_a_network_alone_is_drawn_too(place: Path, tmp_path: Path) -> None:
    assert main(command(place, tmp_path, weights="full")) == 0
    assert list(json.loads((tmp_path / "figures.json").read_text())["networks"]) == ["TJ-Net"]


@pytest.mark.parametrize(
    ("given", "more", "words"),
    [
        (dict(weights="no_cbam"), [], "was trained without CBAM; give the other file there"),
        (dict(weights="full", without_joint="full"), [], "was trained with block 5"),
        (dict(weights="full"), ["--films", "0"], "--films 0: a whole number from 1"),
        (dict(weights="full"), ["--radius", "0"], "--radius 0.0: hand lengths above 0"),
    ],
)
def test_what_does_not_go_together_is_refused(
    place: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    given: dict[str, str],
    more: list[str],
    words: str,
) -> None:
    assert main([*command(place, tmp_path / "out", **given), *more]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
