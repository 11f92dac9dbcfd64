"""Weights files carry what they are, and are refused by name where they do not fit."""

from pathlib import Path

import pytest
import torch

from boneage_kp.engine.facts import WrongModel, model_facts
from boneage_kp.engine.weights_file import export_weights, load_weights, read_weights, save_weights
from boneage_kp.models.detector import BoneDetector
from boneage_kp.schema.hand import HAND
from tests.engine.tiny_runs import tiny, train

MODEL = tiny()["model"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("run")
    train(made, epochs=1)
    export_weights(made / "epoch_1.pth", made / "weights.safetensors")
    return made


def test_a_checkpoint_s_running_mean_goes_into_a_model_and_back(folder: Path) -> None:
    torch.manual_seed(7)
    model = BoneDetector(**MODEL)
    facts = load_weights(folder / "weights.safetensors", model)
    checkpoint = torch.load(folder / "epoch_1.pth", weights_only=True)
    mean, own = checkpoint["state_dict"], checkpoint["ema_state_dict"]
    name = "location.point.weight"
    assert torch.equal(model.state_dict()[name], mean[name])
    assert not torch.equal(mean[name], own[f"module.{name}"]), "the running mean lags behind"
    assert facts["bones"].split() == list(HAND.names)
    assert facts["input_size_px"] == "64"
    assert facts["standard_digest"] == model.standard.digest
    assert facts["config_json"].startswith("{") and '"epochs": 1' in facts["config_json"]
    assert facts["git_revision"] and facts["boneage_kp_version"] and facts["data_digest"]


def test_half_precision_is_half_the_size_and_nearly_the_same(folder: Path) -> None:
    half = export_weights(folder / "epoch_1.pth", folder / "half.safetensors", half=True)
    assert half.stat().st_size < 0.6 * (folder / "weights.safetensors").stat().st_size
    full, _ = read_weights(folder / "weights.safetensors")
    for name, value in read_weights(half)[0].items():
        torch.testing.assert_close(value, full[name], atol=1e-3, rtol=1e-3)


def test_a_damaged_file_is_refused(folder: Path, tmp_path: Path) -> None:
    content = (folder / "weights.safetensors").read_bytes()
    for name, bad in (("cut", content[: len(content) // 2]), ("noise", b"noise" * 100)):
        path = tmp_path / f"{name}.safetensors"
        path.write_bytes(bad)
        with pytest.raises(WrongModel, match=f"{name}.safetensors: is damaged or no safetensors"):
            read_weights(path)
    with pytest.raises(WrongModel, match="there is no such weights file"):
        read_weights(tmp_path / "nothere.safetensors")


def test_foreign_files_and_other_models_are_refused_by_name(folder: Path, tmp_path: Path) -> None:
    from safetensors.torch import save_file

    model = BoneDetector(**MODEL)
    state, facts = read_weights(folder / "weights.safetensors")
    save_file({"conv.weight": torch.zeros(2)}, tmp_path / "timm.safetensors")
    with pytest.raises(WrongModel, match="no weights file of ours"):
        load_weights(tmp_path / "timm.safetensors", model)
    other = save_weights(tmp_path / "a", state, facts | {"schema": "coco17", "bones": "nose eye"})
    with pytest.raises(WrongModel, match="schema 'coco17' with the bones nose eye"):
        load_weights(other, model)
    other = save_weights(tmp_path / "b", state, facts | {"standard_digest": "0" * 64})
    with pytest.raises(WrongModel, match="stages of tw3_rus .digest 000000000000"):
        load_weights(other, model)
    with pytest.raises(WrongModel, match="does not fit this network"):
        load_weights(folder / "weights.safetensors", BoneDetector(**MODEL, aux_heads=False))


def test_facts_are_texts() -> None:
    facts = model_facts(BoneDetector(**MODEL), {"seed": 1}, 64, "abc")
    assert all(isinstance(value, str) for value in facts.values())
