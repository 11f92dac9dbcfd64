"""`make-phantoms` from the command line, with the real generator at its smallest size."""

import json
from pathlib import Path

import pytest

from boneage_kp.cli.main import main
from boneage_kp.data.checks import check_set
from boneage_kp.data.formats import coco
from boneage_kp.phantom.parameters import GENERATOR_VERSION

SMALL = ["--size", "128"]


def _contents(root: Path) -> dict[str, bytes]:
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def test_a_set_is_the_same_for_any_number_of_workers_and_has_no_faults(tmp_path: Path) -> None:
    for workers in ("1", "2"):
        out = str(tmp_path / workers)
        options = ["-n", "10", "--seed", "7", "--workers", workers, "--masks", *SMALL]
        assert main(["make-phantoms", out, *options]) == 0
    assert _contents(tmp_path / "1") == _contents(tmp_path / "2")
    checked = check_set(tmp_path / "1" / "annotations.json")
    assert checked.faults.count == 0
    assert checked.hands is not None and len(checked.hands.records) == 10


def test_info_tells_version_seed_digest_and_parameters(tmp_path: Path) -> None:
    options = ["-n", "1", "--seed", "3", "--balanced", "--set", "film.jpeg.probability=0", *SMALL]
    assert main(["make-phantoms", str(tmp_path), *options]) == 0
    info = json.loads((tmp_path / "annotations.json").read_text())["info"]
    assert info["generator_version"] == GENERATOR_VERSION and info["seed"] == 3
    assert len(info["parameter_digest"]) == 16
    assert info["parameters"]["size_px"] == 128
    assert info["parameters"]["sampling"]["mode"] == "balanced"
    assert info["parameters"]["film"]["jpeg"]["probability"] == 0


def test_clean_and_twelve_bits(tmp_path: Path) -> None:
    options = ["-n", "1", "--clean", "--bits", "12", "--set", "sampling.sex=M", *SMALL]
    assert main(["make-phantoms", str(tmp_path), *options]) == 0
    (record,) = coco.read(tmp_path / "annotations.json").records
    assert str(record.sex) == "M"
    parameters = json.loads((tmp_path / "annotations.json").read_text())["info"]["parameters"]
    assert parameters["pose"]["turn"]["probability"] == 0
    assert parameters["film"]["twelve_bit"]["probability"] == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "how many films"),
        (["-n", "0"], "0 films"),
        (["-n", "1", "--size", "64"], "'size_px' is 64"),
        (["-n", "1", "--set", "film.jpg=1"], "'jpg' is unknown"),
        (["-n", "1", "--set", "nonsense"], "NAME=VALUE"),
        (["-n", "1", "--set", "film.jpeg.probability=2"], "jpeg.probability' is 2"),
        (["-n", "1", "--workers", "0"], "--workers 0"),
        (["-n", "1", "--seed", "-1"], "seed is -1"),
    ],
)
def test_bad_input_is_refused_by_name_with_nothing_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    out = tmp_path / "out"
    assert main(["make-phantoms", str(out), *options]) == 2
    assert message in capsys.readouterr().err
    assert not out.exists()


def test_going_on_with_other_parameters_is_refused_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["make-phantoms", str(tmp_path), "-n", "1", *SMALL]) == 0
    assert main(["make-phantoms", str(tmp_path), "-n", "1", "--size", "129"]) == 2
    assert "parameters.size_px: 128 there, 129 asked" in capsys.readouterr().err
