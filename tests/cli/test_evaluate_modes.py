"""The modes of `evaluate`, `calibrate` and `ship-weights` from the command line, with a network
whose weights mean nothing: what is written, what is refused."""

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from boneage_kp.cli.main import main
from boneage_kp.engine.calibration import calibration_path, read_calibration
from boneage_kp.engine.facts import model_facts
from boneage_kp.engine.network import file_digest
from boneage_kp.engine.weights_file import save_weights
from boneage_kp.models.detector import BoneDetector
from boneage_kp.schema.hand import HAND
from boneage_kp.study.exam import exam as exams
from tests.study.exam.test_calibration import doubtful

SETTINGS = {
    "backbone": {"type": "TimmBackbone", "model_name": "resnet10t"},
    "neck": {"widths": (8, 8, 8, 8, 8)},
    "aux_heads": False,
}


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    model = BoneDetector(**SETTINGS)
    facts = model_facts(model, {"model": SETTINGS}, 96, "phantoms 1.0 0123456789abcdef seed 0 n 4")
    return save_weights(
        tmp_path_factory.mktemp("w") / "tiny.safetensors", model.state_dict(), facts
    )


@pytest.fixture
def small_exams(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Exams of the smallest films there are; returns their cache."""
    load = exams.load_exam

    def small(name: str) -> exams.Exam:
        exam = load(name)
        return replace(exam, parameters=replace(exam.parameters, size_px=128))

    monkeypatch.setattr(exams, "load_exam", small)
    return tmp_path / "cache"


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def test_an_exam_is_drawn_read_and_names_its_versions(
    weights: Path, small_exams: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "exam.json"
    common = ("--weights", weights, "--cache", small_exams, "--limit", 3, "--no-oks")
    assert run("evaluate", "--exam", "balanced", *common, "-o", out) == 0
    figures = json.loads(out.read_text())
    assert figures["films"] == 3 and figures["title"].endswith("(the first 3 of 2000 hands)")
    assert figures["keypoints"]["films_with_spacing"] == 3
    # The parameters are not the frozen ones here, and the table must say so.
    assert "balanced, seed 5000002, frozen with generator" in figures["facts"]["exam"]
    assert figures["facts"]["weights"] == f"sha256 {file_digest(weights)[:12]}"
    assert run("evaluate", "--exam", "hard", *common) == 2
    assert "exam 'hard' is unknown; known: balanced" in capsys.readouterr().err


def test_stress_writes_table_json_and_plot(
    weights: Path, small_exams: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "stress.json"
    common = ("--weights", weights, "--cache", small_exams, "--limit", 2, "-o", out)
    assert run("evaluate", "--stress", "--only", "blur,flip", *common) == 0
    document = json.loads(out.read_text())
    assert [row["kind"] for row in document["rows"]] == [
        "undisturbed",
        *["blur"] * 3,
        *["flip"] * 2,
    ]
    assert document["films"] == 2 and "natural, seed" in document["facts"]["exam"]
    assert cv2.imread(str(tmp_path / "stress.png")).shape[0] > 200
    assert "stages changed %" in capsys.readouterr().out
    assert run("evaluate", "--stress", "--only", "fog", *common) == 2
    assert "'fog' is unknown" in capsys.readouterr().err


def test_not_a_hand_counts_by_kind(
    weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("evaluate", "--not-a-hand", 2, "--only", "ruler,noise", "--weights", weights)
    assert run(*arguments, "--format", "json") == 0
    document = json.loads(capsys.readouterr().out)
    assert [(r["kind"], r["pictures"]) for r in document["rows"]] == [
        ("all", 2),
        ("ruler", 1),
        ("noise", 1),
    ]
    assert document["rows"][0]["rejected"] == 2  # an untrained network finds nothing


def test_real_films_are_read_and_predictions_written(
    weights: Path, small_exams: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = exams.draw_exam(exams.load_exam("natural"), small_exams, limit=2)
    out = tmp_path / "figures.json"
    assert run("evaluate", "--real", path, "--weights", weights, "-o", out) == 0
    predictions = json.loads((tmp_path / "PREDICTIONS.json").read_text())
    assert sorted(predictions) == ["images/000000.png", "images/000001.png"]
    result = json.loads(out.read_text())
    assert result["films"] == 2 and result["rejected_share"] == 1.0
    assert result["facts"]["predictions"] == "PREDICTIONS.json"
    assert str(tmp_path) not in out.read_text()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "what is to be measured?"),
        (("t.json", "--exam", "natural"), "--exam takes no TRUTH"),
        (("--stress", "--real", "t.json"), "--stress goes with TRUTH or --exam"),
        (("--exam", "natural", "--readings", "r.json"), "--exam reads films itself"),
        (("t.json", "--limit", "0"), "--limit 0"),
        (("t.json", "--batch", "0"), "--batch 0"),
    ],
)
def test_what_does_not_go_together_is_refused(
    arguments: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("evaluate", *arguments) == 2
    assert told in capsys.readouterr().err


def test_without_weights_the_shipped_ones_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("boneage_kp.engine.shipped.FOLDER", tmp_path)
    assert run("evaluate", "--not-a-hand", 1) == 2
    assert "no weights are shipped for the role 'fine'" in capsys.readouterr().err


def test_a_network_that_reads_nothing_is_not_calibrated(
    weights: Path, small_exams: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("calibrate", "--weights", weights, "-n", 2, "--cache", small_exams) == 2
    assert "0 of 2 natural phantoms were read rightly" in capsys.readouterr().err
    assert not calibration_path(weights).exists()


def test_a_calibration_lies_beside_its_weights_and_is_used(
    weights: Path, small_exams: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "net.safetensors"
    own.write_bytes(weights.read_bytes())
    monkeypatch.setattr(
        "boneage_kp.study.exam.calibration.look_at", lambda *_: doubtful(1, 60, 2.0, 0.0)
    )
    assert run("calibrate", "--weights", own, "-n", 1, "--cache", small_exams) == 0
    found = read_calibration(calibration_path(own))
    assert found.weights_sha256 == file_digest(own)
    assert np.median(list(found.temperatures.values())) == pytest.approx(2.0, rel=0.3)
    assert set(found.temperatures) == set(HAND.names) and found.parameter_digests
    out = tmp_path / "exam.json"
    common = ("--weights", own, "--cache", small_exams, "--limit", 1, "--no-oks", "-o", out)
    assert run("evaluate", "--exam", "natural", *common) == 0
    assert json.loads(out.read_text())["facts"]["calibration"] == f"sha256 {found.digest[:12]}"
    assert run("evaluate", "--exam", "natural", *common, "--uncalibrated") == 0
    assert "calibration" not in json.loads(out.read_text())["facts"]


def test_weights_are_shipped(
    weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "weights"
    arguments = ("ship-weights", weights, "--role", "fine", "--folder", folder)
    assert run(*arguments, "--config", "tiny") == 0
    said = capsys.readouterr().out
    assert "tiny.safetensors: fine, " in said and "boneage-kp calibrate --weights" in said
    assert (folder / "manifest.json").is_file()
    assert run(*arguments, "--config", "configs/tiny.py") == 2
    assert "the bare name is wanted" in capsys.readouterr().err
    assert run("ship-weights", weights, "--role", "great", "--config", "tiny") == 2
    assert "wanted one or more of fine, light, finder" in capsys.readouterr().err
