"""Files that cannot be computed, and runtimes that are not there: named, with the cure."""

import importlib.util
import sys
from pathlib import Path

import onnx
import pytest
from onnx import TensorProto, helper

from boneage_kp.engine.open_network import open_finder, open_network
from boneage_kp.export.onnx import export_onnx
from boneage_kp.runtime.backends import backend_of
from boneage_kp.runtime.error import RuntimeProblem
from boneage_kp.runtime.onnx_facts import FORMAT, read_onnx_facts, sealed
from tests.export.tiny_weights import tiny_weights


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    weights = tiny_weights(folder / "net.safetensors", "mobilenetv4_conv_small")
    return export_onnx(weights, folder / "net.onnx", films=1).path


def little_model(opset: int = 17, **facts: str) -> onnx.ModelProto:
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in "xy"]
    graph = helper.make_graph([helper.make_node("Relu", ["x"], ["y"])], "g", ends[:1], ends[1:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    helper.set_model_props(model, facts)
    return model


def refused(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(RuntimeProblem) as told:
        open_network(path)
    return str(told.value)


def test_damaged_files_are_refused_wherever_the_damage_is(good: Path, tmp_path: Path) -> None:
    content = good.read_bytes()
    path = tmp_path / "bad.onnx"
    for cut in (0, 1, 100, len(content) // 2, len(content) - 1):
        assert "damaged" in refused(path, content[:cut])
    assert "damaged" in refused(path, b"not a model at all " * 9)
    middle = len(content) // 2
    flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    assert "boneage-kp export" in refused(path, flipped)


def test_a_foreign_file_and_a_wrong_opset_are_named(tmp_path: Path) -> None:
    path = tmp_path / "other.onnx"
    told = refused(path, little_model().SerializeToString())
    assert "somebody else" in told and FORMAT in told
    told = refused(path, sealed(little_model(26, format=FORMAT).SerializeToString()))
    assert "opset 26; this version reads 17 to 21" in told and "Export it" in told
    told = refused(path, sealed(little_model(format=FORMAT).SerializeToString()))
    assert "does not say its bones, standard_id" in told
    with pytest.raises(RuntimeProblem, match="there is no such file"):
        open_network(tmp_path / "none.onnx")


def test_another_schema_and_another_table_are_refused_by_name(good: Path, tmp_path: Path) -> None:
    facts = dict(read_onnx_facts(good).facts)
    path = tmp_path / "foot.onnx"

    def with_facts(**changes: str) -> bytes:
        told = {k: v for k, v in {**facts, **changes}.items() if k != "graph_sha256"}
        return sealed(little_model(**told).SerializeToString())

    assert "foot2" in refused(path, with_facts(schema="foot2", bones="toe heel"))
    assert "digest abababababab" in refused(path, with_facts(standard_digest="ab" * 32))


def test_what_the_runtime_does_not_take_is_told_with_its_version(
    good: Path, tmp_path: Path
) -> None:
    model = little_model(**dict(read_onnx_facts(good).facts))
    model.graph.node[0].op_type = "Unheard"
    del model.metadata_props[:]
    facts = {k: v for k, v in read_onnx_facts(good).facts.items() if k != "graph_sha256"}
    helper.set_model_props(model, facts)
    told = refused(tmp_path / "odd.onnx", sealed(model.SerializeToString()))
    assert "ONNX Runtime" in told and "does not take it" in told and "Export it anew" in told


@pytest.mark.parametrize(
    ("backend", "library", "cure"),
    [
        ("onnx", "onnxruntime", "pip install onnxruntime"),
        ("openvino", "openvino", r"pip install 'boneage-kp\[openvino\]'"),
    ],
)
def test_a_missing_runtime_is_named_with_its_cure(
    good: Path, monkeypatch: pytest.MonkeyPatch, backend: str, library: str, cure: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(RuntimeProblem, match=cure):
        open_network(good, backend)


def test_a_backend_reads_its_own_kind_of_file(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = good.with_suffix(".safetensors")
    assert (backend_of(good), backend_of(weights)) == ("onnx", "torch")
    with pytest.raises(RuntimeProblem, match="backend onnx reads .onnx files; make one"):
        open_network(weights, "onnx")
    with pytest.raises(RuntimeProblem, match="backend torch reads .safetensors"):
        open_network(good, "torch")
    with pytest.raises(RuntimeProblem, match="'tpu' is unknown; known: torch onnx openvino"):
        open_network(good, "tpu")
    with pytest.raises(RuntimeProblem, match="no bfloat16 on CPUs"):
        open_network(good, "onnx", bf16=True)
    # The finder ships as ONNX alone, so it goes with any backend and with bf16.
    assert open_finder(good, "torch", bf16=True).digest == open_network(good).digest
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(RuntimeProblem, match="needs torch, which is not installed"):
        open_network(weights)


def test_openvino_in_bfloat16_keeps_decoding_in_float32(good: Path) -> None:
    pytest.importorskip("openvino", reason="the extra [openvino] is not installed")
    from boneage_kp.engine.half_check import phantom_views
    from boneage_kp.export.parity import compare

    exact, rough = open_network(good, "openvino"), open_network(good, "openvino", bf16=True)
    assert len(rough.backend.parts) == 3  # type: ignore[attr-defined]
    views = phantom_views(exact.input_hw, 2)
    assert compare(exact.read(views), rough.read(views)).median_move_px < 0.5
