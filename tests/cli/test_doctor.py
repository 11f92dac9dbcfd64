"""The doctor's single checks on made-up states, and its screen on this very machine."""

import hashlib
import json
from pathlib import Path

import pytest

from boneage_kp.cli import doctor, doctor_checks
from boneage_kp.cli.doctor_checks import (
    Finding,
    State,
    main_job_finding,
    opencv_finding,
    python_finding,
    requirement_cure,
    requirement_findings,
    standards_findings,
    weights_findings,
)
from boneage_kp.cli.doctor_compute import compute_findings, cpu_precision
from boneage_kp.cli.doctor_requirements import (
    PYPROJECT,
    Requirement,
    _from_pyproject,
    declared_requirements,
    parse,
)
from boneage_kp.cli.main import main

NO_LIBGL = "libGL.so.1: cannot open shared object file"


class TestRequirements:
    def test_a_line_of_metadata_is_understood(self) -> None:
        line = parse('ray[tune]>=2.40; extra == "ray"')
        assert (line.name, line.extra, line.floor) == ("ray", "ray", "2.40")
        assert line.asks == "'ray[tune]>=2.40'"

    @pytest.mark.parametrize(
        ("installed", "met"),
        [("2.13.0+cpu", True), ("2.6", True), ("2.10", True), ("2.5.9", False), (None, False)],
    )
    def test_floors_compare_as_numbers(self, installed: str | None, met: bool) -> None:
        assert Requirement("torch", "train", "2.6", installed).is_met is met

    def test_installed_metadata_or_the_file_name_the_base(self) -> None:
        named = {r.name for r in declared_requirements() if r.extra == ""}
        decoders = {"python-gdcm", "pyjpegls", "pylibjpeg", "pylibjpeg-openjpeg", "pylibjpeg-rle"}
        assert named == {"numpy", "opencv-python", "pydicom", "onnxruntime", *decoders}
        assert any('extra == "train"' in line for line in _from_pyproject(PYPROJECT))

    def test_missing_base_is_wrong_and_told_with_its_cure(self) -> None:
        there = Requirement("numpy", "", "2.0", "2.4.6")
        gone = Requirement("pydicom", "", "3.0", None)
        (found,) = requirement_findings([there, gone])
        assert found.state is State.WRONG and "pydicom is missing" in found.words
        assert "pip install" in found.cure

    def test_missing_extra_is_only_noted(self) -> None:
        (found,) = requirement_findings([Requirement("openvino", "openvino", "2024.6", None)])
        assert found.state is State.NOTE and "[openvino]" in found.cure

    def test_cure_takes_the_tested_versions_where_there_is_a_clone(self, tmp_path: Path) -> None:
        unmet = [Requirement("torch", "train", "2.6", None)]
        cure = requirement_cure("train", unmet, tmp_path / "pyproject.toml")
        assert cure.endswith("install 'torch>=2.6'")
        (tmp_path / "constraints.txt").touch()
        cure = requirement_cure("train", unmet, tmp_path / "pyproject.toml")
        assert cure.endswith(f"install -c {tmp_path}/constraints.txt -e '{tmp_path}[train]'")

    def test_outdated_extra_is_wrong(self) -> None:
        (found,) = requirement_findings([Requirement("torch", "train", "2.6", "2.1")])
        assert found.state is State.WRONG and "torch 2.1 is older than 2.6" in found.words

    def test_headless_opencv_serves_as_well(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(doctor_checks, "installed_version", lambda name: "5.0.0.93")
        (found,) = requirement_findings([Requirement("opencv-python", "", "4.10", None)])
        assert found.state is State.OK and "opencv-python-headless 5.0.0.93" in found.words


class TestOpenCV:
    def test_one_that_loads_is_ok(self) -> None:
        assert opencv_finding({"opencv-python": "5.0"}, "").state is State.OK

    def test_two_builds_are_wrong_even_when_they_load(self) -> None:
        found = opencv_finding({"opencv-python": "5.0", "opencv-python-headless": "4.12"}, "")
        assert found.state is State.WRONG and "break each other" in found.words
        assert "--no-deps opencv-python==5.0" in found.cure

    def test_missing_system_library_names_the_headless_build(self) -> None:
        found = opencv_finding({"opencv-python": "5.0"}, NO_LIBGL)
        assert found.state is State.WRONG and "libGL" in found.words
        assert "opencv-python-headless==5.0" in found.cure and "apt install libgl1" in found.cure

    def test_no_build_at_all(self) -> None:
        found = opencv_finding({}, "No module named 'cv2'")
        assert found.state is State.WRONG and "opencv-python-headless" in found.cure


class TestWeights:
    def test_none_shipped_is_said_plainly(self, tmp_path: Path) -> None:
        (found,) = weights_findings(tmp_path / "weights")
        assert found.state is State.NOTE and "films cannot be read" in found.words

    def test_checksums_hold_or_not(self, tmp_path: Path) -> None:
        (tmp_path / "good.safetensors").write_bytes(b"weights")
        (tmp_path / "bad.onnx").write_bytes(b"wrights")
        rows = [
            manifest_row("good.safetensors", "fine"),
            manifest_row("bad.onnx", "light"),
            manifest_row("gone.onnx", "finder"),
        ]
        manifest = {"schema_version": 1, "files": rows}
        (tmp_path / "manifest.json").write_text(json.dumps(manifest))
        good, bad, gone = weights_findings(tmp_path)
        assert good.state is State.OK and "fine: " in good.words and "512 px" in good.words
        assert bad.state is State.WRONG and "bad.onnx" in bad.words
        assert gone.state is State.WRONG and "gone.onnx" in gone.words


def manifest_row(file: str, role: str) -> dict[str, object]:
    content = b"weights"
    return {
        "file": file,
        "roles": [role],
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "config": "fpn_r50",
        "input_size_px": 512,
        "generator_version": "1.3",
        "licence": "Apache-2.0",
        "created": "2026-11-22",
    }


def test_old_python_is_wrong() -> None:
    assert python_finding((3, 10, 4)).state is State.WRONG
    assert python_finding((3, 11, 0)).state is State.OK


def test_bf16_only_where_the_processor_has_it() -> None:
    assert cpu_precision({"sse2", "avx512_bf16"}) == "bf16"
    assert cpu_precision({"sse2", "avx2"}).startswith("fp32")


def test_broken_standard_is_named_and_the_others_still_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/standard.toml").write_text("id = ")
    monkeypatch.setenv("BONEAGE_STANDARDS", str(tmp_path))
    found = standards_findings()
    assert any(f.state is State.OK and "tw3_rus" in f.words for f in found)
    assert any(f.state is State.WRONG and f.words.startswith("broken") for f in found)


def test_torch_missing_is_a_note_not_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    compute = compute_findings()[0]
    assert compute.state is State.NOTE
    assert "torch is not installed: scoring and reading need none" in compute.words


class TestScreen:
    def test_healthy_machine_exits_0_on_one_screen(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        if main_job_finding().state is State.WRONG:
            pytest.fail(f"the main job does not run here: {main_job_finding()}")
        assert main(["doctor"]) == 0
        told = capsys.readouterr().out
        assert "The main job (scoring a hand) runs" in told
        assert "tw3_rus" in told and "opencv" in told and "python" in told
        assert len(told.splitlines()) <= 50

    def test_main_job_that_cannot_run_exits_1(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        broken = Finding(State.WRONG, "main job", "scoring an example hand fails", "try again")
        monkeypatch.setattr(doctor, "main_job_finding", lambda: broken)
        monkeypatch.setattr(doctor, "compute_findings", list)
        assert main(["doctor"]) == 1
        assert "cannot run" in capsys.readouterr().out

    def test_a_crash_of_the_main_job_is_reported_not_raised(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def crash(argv: list[str]) -> int:
            raise RuntimeError("table fell apart")

        monkeypatch.setattr("boneage_kp.cli.main.main", crash)
        found = main_job_finding()
        assert found.state is State.WRONG and "table fell apart" in found.words

    def test_cures_stay_unbroken(self) -> None:
        cure = "pip install " + "x" * 200
        text = doctor.line_of(Finding(State.WRONG, "base", "word " * 60, cure))
        assert cure in text
        assert all(len(line) <= doctor.WIDTH for line in text.splitlines()[:-1])
