"""An exported file says what torch says, number by number, in every runtime that is here."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest

from boneage_kp.cli.main import main
from boneage_kp.engine.calibration import Calibration, calibration_path, write_calibration
from boneage_kp.engine.half_check import phantom_views
from boneage_kp.engine.network import TorchNetwork, file_digest
from boneage_kp.engine.open_network import open_network
from boneage_kp.export import onnx as module
from boneage_kp.export.graph import network_tensors, part_of
from boneage_kp.export.onnx import export_onnx
from boneage_kp.export.parity import ExportError, compare
from boneage_kp.runtime.network import NetworkReading
from boneage_kp.runtime.onnx_facts import OUTPUTS, read_onnx_facts
from boneage_kp.schema.hand import HAND
from tests.export.tiny_weights import SIZE_PX, tiny_weights

VIEWS = phantom_views((SIZE_PX, SIZE_PX), 3, first=20)
SMALL = ("resnet10t", "mobilenetv4_conv_small")


@pytest.fixture(scope="module", params=SMALL)
def weights(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(request.param)
    path = tiny_weights(folder / "net.safetensors", request.param)
    temperatures = {name: 1 + 0.1 * k for k, name in enumerate(HAND.names)}
    fitted = Calibration(file_digest(path), "tw3_rus", "1.7", temperatures, beta=0.8)
    write_calibration(fitted, calibration_path(path))
    export_onnx(path, folder / "float32.onnx", films=1)
    return path


def exported(weights: Path) -> Path:
    return weights.with_name("float32.onnx")


@pytest.mark.parametrize("backend", ["onnx", "openvino"])
def test_every_runtime_reads_as_torch_does_at_any_batch(weights: Path, backend: str) -> None:
    if backend == "openvino":
        pytest.importorskip("openvino", reason="the extra [openvino] is not installed")
    reference = TorchNetwork.from_weights(weights)
    network = open_network(exported(weights), backend)
    assert network.standard == reference.standard and network.input_hw == reference.input_hw
    for batch in (VIEWS[:1], VIEWS, VIEWS[::-1, :, ::-1, :].copy()):
        ours, theirs = reference.read(batch), network.read(batch)
        found = compare(ours, theirs)
        assert found.found and found.bones >= 4
        assert found.move_px < 0.2 and found.median_move_px < 0.01
        assert max(found.posterior, found.evidence, found.length_share) < 1e-3
        assert found.stage_changes == 0
        for one, other in zip(ours, theirs, strict=True):
            assert one.shape == other.shape  # type: ignore[union-attr]


def test_the_file_says_what_it_is(weights: Path) -> None:
    told = read_onnx_facts(exported(weights))
    assert told.sha256 == file_digest(exported(weights))
    facts = told.facts
    assert facts["bones"].split() == list(HAND.names) and facts["schema"] == HAND.name
    assert facts["weights_sha256"] == file_digest(weights)
    assert facts["standard_digest"] == TorchNetwork.from_weights(weights).standard.digest
    assert facts["input_size_px"] == str(SIZE_PX) and "letterbox" in facts["preprocessing"]
    assert json.loads(facts["calibration_json"])["beta"] == 0.8
    model = onnx.load(exported(weights))
    assert [one.name for one in model.graph.output] == list(OUTPUTS)
    assert not any(node.op_type == "BatchNormalization" for node in model.graph.node)


def test_the_calibration_travels_inside_and_can_be_left_out(weights: Path) -> None:
    ours, theirs = open_network(weights), open_network(exported(weights))
    assert theirs.calibration == ours.calibration  # type: ignore[attr-defined]
    plain = open_network(exported(weights), calibrated=False).read(VIEWS[:1])
    assert np.abs(plain.posterior - theirs.read(VIEWS[:1]).posterior).max() > 1e-3


def test_float16_halves_the_file_and_hardly_moves_a_point(weights: Path) -> None:
    made = export_onnx(weights, weights.with_name("half.onnx"), "float16", films=1)
    assert made.bytes < 0.6 * exported(weights).stat().st_size
    assert made.parity.median_move_px < 0.1


def test_int8_leaves_heads_and_decoding_in_float(weights: Path) -> None:
    made = export_onnx(weights, weights.with_name("int8.onnx"), "int8", films=1, calibrate_on=2)
    model = onnx.load(made.path)
    quantised = [node for node in model.graph.node if node.op_type == "QuantizeLinear"]
    assert len(quantised) > 10 and made.bytes < 0.55 * exported(weights).stat().st_size
    begin, ends = network_tensors(model)
    makers = {name: node for node in model.graph.node for name in node.output}
    for end in ends:
        assert makers[end].op_type == "Conv"
        kernel = makers[end].input[1]
        assert kernel not in makers  # a head's kernel is a plain float tensor
    decoding = [n for n in model.graph.node if n.op_type in ("MatMul", "ArgMax", "Softmax")]
    assert decoding and all(part_of(node.name) is None for node in decoding)
    assert open_network(made.path).read(VIEWS[:1]).posterior.sum(-1) == pytest.approx(1, abs=1e-4)


def test_a_file_that_reads_otherwise_is_not_kept(
    tmp_path: Path, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = module._read

    def shifted(path: Path, views: np.ndarray) -> NetworkReading:
        found = read(path, views)
        return found._replace(xy_px=found.xy_px + 0.3)

    monkeypatch.setattr(module, "_read", shifted)
    with pytest.raises(ExportError, match=r"reads otherwise than torch: .*0.2 px"):
        export_onnx(weights, tmp_path / "net.onnx", films=1)
    assert list(tmp_path.iterdir()) == []


def test_the_command_prints_what_differs(
    tmp_path: Path, weights: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "o.onnx"
    asked = ["export", str(weights), "-o", str(out), "--films", "1", "--json", f"{out}.json"]
    assert main(asked) == 0
    assert "0 stages change" in capsys.readouterr().out
    assert json.loads(Path(f"{out}.json").read_text())["move_px"] < 0.2
    assert main(["export", str(weights), "-o", str(tmp_path / "o.bin")]) == 2
    assert "an ending of .onnx is wanted" in capsys.readouterr().err
    assert main(["export", str(out)]) == 2
    assert "is exported already" in capsys.readouterr().err


def test_differences_are_counted_over_found_bones() -> None:
    xy = np.zeros((1, 3, 2))
    sure = np.array([[0.9, 0.9, 0.0]])
    posterior = np.array([[[0.6, 0.4], [0.6, 0.4], [0.6, 0.4]]])
    a = NetworkReading(xy, sure, 0 * sure, posterior, np.array([50.0]), sure)
    moved, turned = xy.copy(), posterior.copy()
    moved[0, 1], moved[0, 2] = (3, 4), (40, 0)
    turned[0, 0], turned[0, 2] = (0.4, 0.6), (0.0, 1.0)
    found = compare(a, a._replace(xy_px=moved, posterior=turned, length_px=np.array([51.0])))
    assert (found.bones, found.move_px, found.median_move_px) == (2, 5.0, 2.5)
    assert found.stage_changes == 1 and found.posterior == pytest.approx(0.2)
    assert found.length_share == pytest.approx(0.02)
    with pytest.raises(ExportError):
        compare(a, a._replace(xy_px=xy + np.nan)).refuse_beyond(0.2, 1e-3, "file")
