"""Which file is read when none is named, and what a file says of itself in either form."""

from pathlib import Path

import pytest

from boneage_kp.engine.calibration import Calibration, calibration_path, write_calibration
from boneage_kp.engine.network import file_digest
from boneage_kp.engine.open_network import (
    calibration_of,
    default_finder,
    default_weights,
    weights_facts,
)
from boneage_kp.engine.shipped import ShippedWeightsError
from boneage_kp.engine.shipping import ship
from boneage_kp.export.onnx import export_onnx
from boneage_kp.schema.hand import HAND
from tests.export.tiny_weights import tiny_weights

BACKBONE = "mobilenetv4_conv_small"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Weights with a calibration, and what `export` makes of them."""
    folder = tmp_path_factory.mktemp("files")
    weights = tiny_weights(folder / "net.safetensors", BACKBONE)
    fitted = Calibration(
        file_digest(weights), "tw3_rus", "1.7", dict.fromkeys(HAND.names, 1.5), beta=0.7
    )
    write_calibration(fitted, calibration_path(weights))
    (folder / "onnx").mkdir()
    return weights, export_onnx(weights, folder / "onnx" / "net.onnx", films=1).path


def test_the_shipped_file_follows_what_can_be_computed(
    files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights, exported = files
    monkeypatch.setattr("boneage_kp.engine.shipped.FOLDER", tmp_path)
    assert default_finder() is None
    ship(weights, tmp_path, ["fine"], "big")
    with pytest.raises(ShippedWeightsError, match="the role 'light'"):
        default_weights("onnx")
    ship(exported, tmp_path, ["light", "finder"], "small")
    assert default_weights() == default_weights("torch") == tmp_path / "big.safetensors"
    assert default_weights("onnx") == default_weights("openvino") == tmp_path / "small.onnx"
    assert default_finder() == tmp_path / "small.onnx"
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert default_weights() == tmp_path / "small.onnx"


def test_the_fine_network_does_not_ship_exported(files: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(ShippedWeightsError, match="the fine network ships as .safetensors"):
        ship(files[1], tmp_path, ["fine"], "big")
    damaged = tmp_path / "bad.onnx"
    damaged.write_bytes(files[1].read_bytes()[:-7])
    with pytest.raises(ValueError, match="damaged"):
        ship(damaged, tmp_path / "package", ["light"], "small")
    assert not (tmp_path / "package").exists() or not list((tmp_path / "package").iterdir())


def test_both_forms_tell_their_facts_and_their_calibration(files: tuple[Path, Path]) -> None:
    weights, exported = files
    for name in ("bones", "standard_digest", "input_size_px", "data_digest"):
        assert weights_facts(weights)[name] == weights_facts(exported)[name]
    assert calibration_of(weights) == calibration_of(exported)
    assert calibration_of(weights).beta == 0.7  # type: ignore[union-attr]


def test_a_calibration_beside_an_exported_file_goes_before_the_one_inside(
    files: tuple[Path, Path],
) -> None:
    exported = files[1]
    own = Calibration(
        file_digest(exported), "tw3_rus", "1.7", dict.fromkeys(HAND.names, 2.0), beta=0.9
    )
    write_calibration(own, calibration_path(exported))
    try:
        assert calibration_of(exported) == own
    finally:
        calibration_path(exported).unlink()
