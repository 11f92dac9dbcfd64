"""Putting weights into the package: halved without harm, small enough, entered in the manifest."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from boneage_kp.engine.facts import model_facts
from boneage_kp.engine.half_check import HalfDifference, compare_weights, difference
from boneage_kp.engine.network import NetworkReading, TorchNetwork
from boneage_kp.engine.shippable import MAX_FINE_BYTES, MB, check_half, check_sizes
from boneage_kp.engine.shipped import FOLDER, ShippedWeightsError, read_manifest, shipped
from boneage_kp.engine.shipping import ship
from boneage_kp.engine.weights_file import read_weights, save_weights
from boneage_kp.export.onnx import export_onnx
from boneage_kp.models.detector import BoneDetector
from tests.export.tiny_weights import tiny_weights

SETTINGS = {
    "backbone": {"type": "TimmBackbone", "model_name": "mobilenetv4_conv_small"},
    "neck": {"widths": (8, 8, 8, 8, 8)},
}
CONFIG = {"model": SETTINGS, "train_file": "/elsewhere/hands/train.json"}
TREE_BYTES = 62_000_000


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained network with auxiliary heads, as training leaves one."""
    torch.manual_seed(1)
    model = BoneDetector(**SETTINGS)
    facts = model_facts(model, CONFIG, 96, "phantoms 1.7 0123456789abcdef seed 0 n 40")
    path = tmp_path_factory.mktemp("source") / "weights.safetensors"
    return save_weights(path, model.state_dict(), facts)


def test_a_shipped_file_is_half_the_size_whole_and_in_the_manifest(
    source: Path, tmp_path: Path
) -> None:
    entry = ship(source, tmp_path, ["fine"], "tiny", created="2026-11-21")
    path = shipped("fine", tmp_path)
    assert path == tmp_path / "tiny.safetensors"
    assert entry.roles == ("fine",) and entry.generator_version == "1.7"
    assert entry.bytes == path.stat().st_size < 0.55 * source.stat().st_size
    assert entry.input_size_px == 96 and entry.licence == "Apache-2.0"
    state, facts = read_weights(path)
    before, told = read_weights(source)
    assert not any(name.startswith("aux.") for name in state)
    for name, value in state.items():
        torch.testing.assert_close(value, before[name], rtol=2**-11, atol=2**-25)
    assert facts["standard_digest"] == told["standard_digest"]
    assert facts["data_digest"] == told["data_digest"] and len(facts["source_sha256"]) == 64
    assert json.loads(facts["config_json"])["train_file"] == "train.json"
    assert TorchNetwork.from_weights(path).digest == entry.sha256
    assert {p.name for p in tmp_path.iterdir()} == {"tiny.safetensors", "manifest.json"}


def test_a_role_changes_hands_and_the_old_file_goes(tmp_path: Path) -> None:
    weights = tiny_weights(tmp_path / "w" / "net.safetensors", "mobilenetv4_conv_small")
    exported = export_onnx(weights, tmp_path / "w" / "net.onnx", "float16", films=1).path
    folder = tmp_path / "shelf"
    ship(exported, folder, ["finder", "light"], "first")
    fitted = [folder / f"{name}.calibration.json" for name in ("first", "second")]
    ship(exported, folder, ["light"], "second")
    for path in fitted:
        path.touch()
    assert shipped("finder", folder).name == "first.onnx"
    ship(exported, folder, ["finder"], "third")
    assert not (folder / "first.onnx").exists()
    assert [path.exists() for path in fitted] == [False, True]
    roles = {one.file: one.roles for one in read_manifest(folder)}
    assert roles == {"second.onnx": ("light",), "third.onnx": ("finder",)}
    with pytest.raises(ShippedWeightsError, match="fine network ships as .safetensors"):
        ship(exported, folder, ["fine"], "fourth")


@pytest.mark.parametrize("roles", [["light"], ["finder"], ["fine", "light"]])
def test_light_network_and_finder_ship_in_one_form_only(
    source: Path, tmp_path: Path, roles: list[str]
) -> None:
    with pytest.raises(ShippedWeightsError, match="ship as .onnx, which reads without torch"):
        ship(source, tmp_path, roles, "tiny")
    assert list(tmp_path.iterdir()) == []


def test_values_that_float16_cannot_hold_are_refused_and_nothing_is_left(
    source: Path, tmp_path: Path
) -> None:
    check_half({"edge": torch.tensor([65504.0, -65504.0, 6e-8])}, "w")
    for bad in (65520.0, float("inf"), float("nan")):
        with pytest.raises(ShippedWeightsError, match="'conv' holds .*65504"):
            check_half({"conv": torch.tensor([[1.0, bad]])}, "w")
    state, facts = read_weights(source)
    name = next(n for n, v in state.items() if v.ndim > 1 and not n.startswith("aux."))
    state[name].view(-1)[0] = 1e6
    bad_file = save_weights(tmp_path / "bad.safetensors", state, facts)
    folder = tmp_path / "package"
    with pytest.raises(ShippedWeightsError, match="float16 ends at 65504"):
        ship(bad_file, folder, ["fine"], "tiny")
    harm = HalfDifference(40, 0.02, 0.001)
    with pytest.raises(ShippedWeightsError, match=r"points move by up to 2.00%"):
        ship(source, folder, ["fine"], "tiny", check=lambda full, half: harm)
    assert list(folder.iterdir()) == []


def test_both_precisions_read_the_same_phantoms_alike(source: Path, tmp_path: Path) -> None:
    ship(source, tmp_path, ["fine"], "tiny")
    found = compare_weights(source, tmp_path / "tiny.safetensors", films=1)
    assert found.harmless  # an untrained network may find nothing; what it finds must not move


def test_the_difference_counts_found_bones_only() -> None:
    shape = (1, 3)
    xy = np.zeros((*shape, 2))
    posterior = np.full((*shape, 4), 0.25)
    confidence = np.array([[0.9, 0.9, 0.01]])
    full = NetworkReading(xy, confidence, 0 * confidence, posterior, np.array([50.0]))
    moved = xy.copy()
    moved[0, 1] = (3, 4)
    moved[0, 2] = (40, 0)
    changed = posterior.copy()
    changed[0, 0] = (0.35, 0.15, 0.25, 0.25)
    found = difference(full, full._replace(xy_px=moved, posterior=changed))
    assert found.bones == 2 and found.move_share == pytest.approx(0.1)
    assert found.posterior == pytest.approx(0.1) and not found.harmless


def test_sizes_are_limited(source: Path, tmp_path: Path) -> None:
    entry = ship(source, tmp_path, ["fine"], "tiny")
    check_sizes([replace(entry, bytes=MAX_FINE_BYTES)])
    with pytest.raises(ShippedWeightsError, match="50.00 MB, and the fine network may have 50"):
        check_sizes([replace(entry, bytes=MAX_FINE_BYTES + 1)])
    light = replace(entry, roles=("light",), bytes=4 * MB)
    finder = replace(entry, roles=("finder",), bytes=5 * MB // 2)
    with pytest.raises(ShippedWeightsError, match="6.50 MB, and the light network and the finder"):
        check_sizes([light, finder])
    check_sizes([replace(light, roles=("light", "finder"), bytes=6 * MB)])


def test_films_that_name_no_generator_ask_for_it(source: Path, tmp_path: Path) -> None:
    state, facts = read_weights(source)
    other = save_weights(tmp_path / "w.safetensors", state, facts | {"data_digest": "ab12"})
    with pytest.raises(ShippedWeightsError, match="--generator-version"):
        ship(other, tmp_path, ["fine"], "tiny")
    assert ship(other, tmp_path, ["fine"], "tiny", "2.0").generator_version == "2.0"


def test_the_package_and_the_repository_keep_their_sizes(root: Path) -> None:
    check_sizes(read_manifest(FOLDER))
    done = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True)
    if done.returncode:
        pytest.skip("not a git checkout: no list of tracked files")
    files = [root / name for name in done.stdout.split("\0") if name]
    assert sum(path.stat().st_size for path in files if path.is_file()) <= TREE_BYTES


def test_another_size_than_the_file_says_can_be_asked_for(source: Path, tmp_path: Path) -> None:
    entry = ship(source, tmp_path, ["fine"], "tiny", input_size_px=64)
    assert entry.input_size_px == 64
    _, facts = read_weights(tmp_path / "tiny.safetensors")
    assert facts["input_size_px"] == "64"
    assert TorchNetwork.from_weights(tmp_path / "tiny.safetensors").input_hw == (64, 64)
    with pytest.raises(ShippedWeightsError, match="--input-size 100: a multiple of 32"):
        ship(source, tmp_path, ["fine"], "tiny", input_size_px=100)
