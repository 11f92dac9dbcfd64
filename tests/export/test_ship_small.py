"""The light network and the finder as they ship: small, alone in their form, read with and without
torch beside the fine network."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest

from boneage_kp.cli.main import main
from boneage_kp.engine import shipped as shelf
from boneage_kp.engine.batch.predictor import make_predictor
from boneage_kp.engine.half_check import phantom_views
from boneage_kp.engine.network import TorchNetwork
from boneage_kp.engine.open_network import default_weights, open_network
from boneage_kp.engine.shipped import ShippedWeightsError, read_manifest, shipped
from boneage_kp.engine.shipping import ship
from boneage_kp.export import ship_small as module
from boneage_kp.export.onnx import Exported, export_onnx
from boneage_kp.export.parity import ExportError, Parity, compare
from boneage_kp.export.ship_small import ship_small
from boneage_kp.runtime.error import RuntimeProblem
from boneage_kp.runtime.onnx_facts import read_onnx_facts
from tests.export.tiny_weights import SIZE_PX, tiny_weights

SMALLER_PX = 96


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("w")
    return tiny_weights(folder / "net.safetensors", "mobilenetv4_conv_small")


@pytest.fixture(scope="module")
def folder(weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A weights folder as the package is to have: the fine network, and a finder in ONNX."""
    made = tmp_path_factory.mktemp("shelf")
    fine = tiny_weights(weights.with_name("fine.safetensors"), seed=1)
    ship(fine, made, ["fine"], "fine", created="2026-11-21")
    arguments = ["--role", "finder", "--config", "finder", "--folder", str(made)]
    code = main(["ship-weights", str(weights), *arguments, "--input-size", str(SMALLER_PX)])
    assert code == 0
    return made


@pytest.fixture
def on_the_shelf(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(shelf, "FOLDER", folder)
    return folder


def test_one_command_exports_checks_and_enters(folder: Path, weights: Path) -> None:
    entries = {one.file: one for one in read_manifest(folder)}
    assert set(entries) == {"fine.safetensors", "finder.onnx"}
    entry = entries["finder.onnx"]
    assert entry.roles == ("finder",) and entry.input_size_px == SMALLER_PX
    assert entry.generator_version == "1.7" and entry.licence == "Apache-2.0"
    path = shipped("finder", folder)
    assert entry.bytes == path.stat().st_size < 0.6 * weights.stat().st_size
    told = read_onnx_facts(path)
    assert told.sha256 == entry.sha256
    assert (told.facts["input_size_px"], told.facts["precision"]) == (str(SMALLER_PX), "float16")
    assert {one.name for one in folder.iterdir()} == {*entries, "manifest.json"}


def test_it_reads_as_torch_does_at_its_size(folder: Path, weights: Path) -> None:
    torch_network = TorchNetwork.from_weights(weights)
    torch_network.input_hw = (SMALLER_PX, SMALLER_PX)
    views = phantom_views(torch_network.input_hw, 2, first=30)
    found = compare(torch_network.read(views), open_network(shipped("finder", folder)).read(views))
    # Of an untrained network one peak in twenty lies beside another of its height.
    assert found.found and found.median_move_px < 0.01 and found.evidence < 0.01


def test_runtimes_unpack_the_weights_when_they_load_them(folder: Path, tmp_path: Path) -> None:
    """Stored as float16, computed in float32: no film pays for the smaller file."""
    path = shipped("finder", folder)
    assert _casts_of_weights(path) > 40
    options = onnxruntime.SessionOptions()
    options.optimized_model_filepath = str(tmp_path / "loaded.onnx")
    options.log_severity_level = 3
    onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    assert _casts_of_weights(tmp_path / "loaded.onnx") == 0


def test_openvino_unpacks_them_too(folder: Path) -> None:
    openvino = pytest.importorskip("openvino", reason="the extra [openvino] is not installed")
    core = openvino.Core()
    compiled = core.compile_model(core.read_model(shipped("finder", folder)), "CPU")
    parts = compiled.get_runtime_model().get_ops()
    kinds = {part.get_friendly_name(): _kind(part) for part in parts}
    for part in parts:
        if _kind(part) == "Convert":
            sources = [one.get_source_output().get_node() for one in part.inputs()]
            assert "Const" not in {kinds[one.get_friendly_name()] for one in sources}


def _kind(part: object) -> str:
    return part.get_rt_info()["layerType"].astype(str)  # type: ignore[attr-defined]


def _casts_of_weights(path: Path) -> int:
    model = onnx.load(path)
    stored = {tensor.name for tensor in model.graph.initializer}
    return sum(n.op_type == "Cast" and n.input[0] in stored for n in model.graph.node)


def test_the_fine_network_reads_behind_the_exported_finder(
    on_the_shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    predictor = make_predictor()
    assert predictor.digests == {
        "model": read_manifest(on_the_shelf)[0].sha256,
        "finder": read_manifest(on_the_shelf)[1].sha256,
    }
    film = np.random.default_rng(0).integers(0, 255, (150, 120), np.uint8)
    assert predictor.read(film, "F").verdict == "rejected"
    # A core requirement; where it is broken, what it was wanted for is said.
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(RuntimeProblem, match=r"pip install onnxruntime.*--finder none"):
        make_predictor()
    assert make_predictor(finder="none").finder is None


def test_without_torch_the_light_network_is_meant(
    on_the_shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert default_weights() == shipped("fine")
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "torch" else find(name)
    )
    with pytest.raises(ShippedWeightsError, match=r"torch is not installed.*boneage-kp\[train\]"):
        default_weights()
    with pytest.raises(ShippedWeightsError, match="role 'light'"):
        default_weights("onnx")


def test_what_finds_nothing_is_not_shipped(
    weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parity = Parity(3, 39, False, 0.0, 0.0, 0.0, 0, 0.0, 0.0)
    made = Exported(tmp_path / "tiny.onnx", "float16", 1, parity)
    monkeypatch.setattr(module, "export_onnx", lambda *given, **more: made)
    with pytest.raises(ShippedWeightsError, match="finds no bone on 3 upright phantoms"):
        ship_small(weights, tmp_path / "shelf", ["finder"], "tiny")
    assert list(tmp_path.iterdir()) == []


def test_roles_and_sizes_are_checked_before_any_work(weights: Path, tmp_path: Path) -> None:
    with pytest.raises(ShippedWeightsError, match="fine network ships as .safetensors"):
        ship_small(weights, tmp_path, ["fine"], "tiny")
    with pytest.raises(ExportError, match="input size 100: a multiple of 32 is wanted, from 64"):
        export_onnx(weights, tmp_path / "x.onnx", input_size_px=100)
    assert SIZE_PX != SMALLER_PX and list(tmp_path.iterdir()) == []
