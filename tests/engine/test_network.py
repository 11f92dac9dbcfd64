"""Networks from weights files: what they say of themselves, and what is refused."""

import json
from pathlib import Path

import pytest
import torch

from boneage_kp.engine.facts import WrongModel, model_facts
from boneage_kp.engine.network import TorchNetwork, file_digest, state_digest
from boneage_kp.engine.open_network import default_weights
from boneage_kp.engine.weights_file import save_weights
from boneage_kp.models.detector import BoneDetector

SETTINGS = {
    "backbone": {
        "type": "TimmBackbone",
        "model_name": "resnet10t",
        "weights_file": "imagenet_that_lies_elsewhere.safetensors",
    },
    "neck": {"widths": (8, 8, 8, 8, 8)},
    "aux_heads": True,
}


@pytest.fixture(scope="module")
def model() -> BoneDetector:
    backbone = {"type": "TimmBackbone", "model_name": "resnet10t"}
    return BoneDetector(**SETTINGS | {"backbone": backbone})


def saved(path: Path, model: BoneDetector, aux: bool = True, **changes: str) -> Path:
    facts = model_facts(model, {"model": SETTINGS}, 96, "none") | changes
    state = {n: v for n, v in model.state_dict().items() if aux or not n.startswith("aux.")}
    return save_weights(path, state, facts)


@pytest.mark.parametrize("aux", [True, False])
def test_a_file_describes_its_network_with_and_without_auxiliary_heads(
    tmp_path: Path, model: BoneDetector, aux: bool
) -> None:
    path = saved(tmp_path / "w.safetensors", model, aux)
    network = TorchNetwork.from_weights(path)
    assert network.input_hw == (96, 96) and network.digest == file_digest(path)
    assert network.standard == model.standard and not network.model.training
    assert len(network.model.aux) == (2 if aux else 0)
    for name, value in network.model.location.state_dict().items():
        assert torch.equal(value.cpu(), model.location.state_dict()[name])


def test_a_file_without_its_config_is_refused(tmp_path: Path, model: BoneDetector) -> None:
    facts = model_facts(model, {}, 96, "none")
    del facts["config_json"]
    path = save_weights(tmp_path / "w.safetensors", model.state_dict(), facts)
    with pytest.raises(WrongModel, match="does not say its config"):
        TorchNetwork.from_weights(path)


def test_a_file_of_another_schema_is_refused_by_name(tmp_path: Path, model: BoneDetector) -> None:
    path = saved(tmp_path / "w.safetensors", model, bones="toe heel", schema="foot2")
    with pytest.raises(WrongModel, match="foot2"):
        TorchNetwork.from_weights(path)


def test_a_file_whose_config_does_not_fit_its_tensors_is_refused(
    tmp_path: Path, model: BoneDetector
) -> None:
    other = json.dumps({"model": SETTINGS | {"neck": {"widths": [16, 8, 8, 8, 8]}}})
    path = saved(tmp_path / "w.safetensors", model, config_json=other)
    with pytest.raises(WrongModel, match="does not fit this network"):
        TorchNetwork.from_weights(path)


def test_the_digest_of_a_model_in_memory_follows_its_weights(model: BoneDetector) -> None:
    before = state_digest(model)
    assert TorchNetwork(model, 96).digest == before
    parameter = next(model.parameters())
    kept = parameter.detach().clone()
    with torch.no_grad():
        parameter += 1
        changed = state_digest(model)
        parameter.copy_(kept)
    assert changed != before == state_digest(model)


def test_default_weights_are_the_shipped_fine_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boneage_kp.engine.shipped.FOLDER", tmp_path)
    with pytest.raises(ValueError, match="no weights are shipped for the role 'fine'. .*--weights"):
        default_weights()
