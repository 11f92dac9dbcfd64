"""Calibrations: beside their weights, refused with others, and applied where they belong."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch

from boneage_kp.engine.calibration import (
    Calibration,
    CalibrationError,
    calibration_beside,
    calibration_path,
    read_calibration,
    tempered,
    write_calibration,
)
from boneage_kp.engine.network import TorchNetwork
from boneage_kp.engine.predictor import Predictor
from boneage_kp.engine.widening import flattened, widened
from boneage_kp.models.detector import BoneDetector
from boneage_kp.quality import QualityLimits
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import HandReading
from tests.engine.stub_networks import STANDARD, DrawnNetwork, usual_points

SHA256 = "ab" * 32


def some(**changes: object) -> Calibration:
    plain = Calibration(
        weights_sha256=SHA256,
        standard_id="tw3_rus",
        generator_version="1.0",
        temperatures=dict.fromkeys(HAND.names, 1.0),
        counts={"natural": 9},
        figures={"coverage_before": 0.81, "coverage": None},
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def reading_with(calibration: Calibration | None) -> HandReading:
    film = (np.linspace(0.05, 0.8, 600 * 500).reshape(600, 500) * 255).astype(np.uint8)
    points = usual_points(360, (250, 510))
    network = DrawnNetwork([(film.shape, points)], 256)
    network.calibration = calibration  # type: ignore[attr-defined]
    return Predictor(network).read(film, "M")


def test_a_file_comes_back_as_it_was(tmp_path: Path) -> None:
    calibration = some(beta=0.7, limits={"min_bones": 6, "layout_review": 1.5})
    write_calibration(calibration, tmp_path / "c.json")
    assert asdict(read_calibration(tmp_path / "c.json")) == asdict(calibration)
    limits = calibration.quality_limits()
    assert limits == replace(QualityLimits(), min_bones=6, layout_review=1.5)


def test_only_the_weights_own_calibration_is_used(tmp_path: Path) -> None:
    weights = tmp_path / "net.safetensors"
    assert calibration_beside(weights, SHA256) is None
    assert calibration_path(weights).name == "net.calibration.json"
    write_calibration(some(beta=0.5), calibration_path(weights))
    found = calibration_beside(weights, SHA256)
    assert found is not None and found.beta == 0.5
    with pytest.raises(CalibrationError, match="belongs to weights with sha256 abab.*net.safetens"):
        calibration_beside(weights, "cd" * 32)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"beta": 1.2}, "beta is 1.2, wanted above 0, at most 1"),
        ({"beta": float("inf")}, "beta is"),
        ({"temperatures": {"radius": 1.0}}, "has temperatures for"),
        ({"temperatures": dict.fromkeys(HAND.names, 0.0)}, "temperature of radius is 0.0"),
        ({"limits": {"layout": 1.0}}, "limit 'layout' is unknown; known: border_share"),
        ({"limits": {"min_bright": "dark"}}, "limit 'min_bright' is 'dark'"),
        ({"offsets": {"carpus": [0.0]}}, "has 1 offsets for 'carpus'"),
        ({"offsets": {"ulna": [0.0] * 10}}, "has 10 offsets for 'ulna'; wanted one a stage"),
        ({"offsets": {"ulna": [0.0, 99.0]}}, "offsets of ulna are .*within 20"),
        ({"schema_version": 9}, "schema_version 9, wanted 1 or 2"),
        ({"more": 1}, "is no calibration"),
    ],
)
def test_bad_files_are_refused_with_the_cure(tmp_path: Path, changes: dict, told: str) -> None:
    path = tmp_path / "c.json"
    path.write_text(json.dumps({"schema_version": 1, **asdict(some()), **changes}))
    with pytest.raises(CalibrationError, match=f"c.json: .*{told}.*boneage-kp calibrate"):
        read_calibration(path)


def test_temperatures_flatten_a_bone_and_keep_what_is_impossible() -> None:
    posterior = np.zeros((2, len(HAND), 9))
    posterior[..., 3], posterior[..., 4] = 0.9, 0.1
    assert tempered(posterior, some()) is posterior
    hot = tempered(posterior, some(temperatures={**some().temperatures, "ulna": 2.0}))
    ulna = hot[:, HAND.index_of("ulna")]
    assert ulna[0, 3] == pytest.approx(0.75) and ulna[0, 4] == pytest.approx(0.25)
    assert (ulna[:, 8] == 0).all()
    np.testing.assert_allclose(np.delete(hot, HAND.index_of("ulna"), 1)[..., 3], 0.9)


def test_offsets_move_one_bone_and_keep_what_is_impossible() -> None:
    posterior = np.zeros((1, len(HAND), 9))
    posterior[..., 3], posterior[..., 4] = 0.6, 0.4
    moved = tempered(posterior, some(offsets={"mp5": [0.0] * 4 + [np.log(3.0)] + [5.0] * 4}))
    mp5 = moved[0, HAND.index_of("mp5")]
    assert mp5[3] == pytest.approx(0.6 / 1.8) and mp5[4] == pytest.approx(1.2 / 1.8)
    assert (mp5[5:] == 0).all()
    np.testing.assert_allclose(np.delete(moved, HAND.index_of("mp5"), 1)[..., 3], 0.6)


def test_a_file_of_the_first_version_is_read_without_offsets(tmp_path: Path) -> None:
    document = {"schema_version": 1, **asdict(some(beta=0.5))}
    del document["offsets"]
    (tmp_path / "c.json").write_text(json.dumps(document))
    assert read_calibration(tmp_path / "c.json") == some(beta=0.5)


def test_a_network_reads_with_its_temperatures(tmp_path: Path) -> None:
    torch.manual_seed(3)
    backbone = {"type": "TimmBackbone", "model_name": "resnet10t"}
    model = BoneDetector(backbone, neck={"widths": (8, 8, 8, 8, 8)}, aux_heads=False)
    film = np.random.default_rng(0).integers(0, 255, (1, 1, 64, 64), np.uint8)
    hot = some(temperatures=dict.fromkeys(HAND.names, 2.0))
    plain = TorchNetwork(model, 64).read(film)
    warm = TorchNetwork(model, 64, calibration=hot).read(film)
    wanted = np.sqrt(plain.posterior)
    np.testing.assert_allclose(
        warm.posterior, wanted / wanted.sum(axis=-1, keepdims=True), rtol=1e-5
    )
    np.testing.assert_array_equal(warm.xy_px, plain.xy_px)


def test_a_reading_has_its_networks_limits_and_says_whose() -> None:
    plain = reading_with(None)
    strict = reading_with(some(limits={"min_bright": 250.0}))
    assert plain.verdict == "ok" and any("too_dark" in reason for reason in strict.reasons)
    assert "calibration" not in plain.digests
    assert strict.digests["calibration"] == some(limits={"min_bright": 250.0}).digest


def test_beta_widens_the_interval_and_nothing_else() -> None:
    plain, wide = reading_with(some()), reading_with(some(beta=0.5))
    assert width(wide) > width(plain)
    assert wide.bones == plain.bones
    assert (wide.score, wide.bone_age_months) == (plain.score, plain.bone_age_months)
    assert widened(plain, STANDARD, 1.0) is plain
    unread = replace(plain, score=None)
    assert widened(unread, STANDARD, 0.5) is unread
    assert flattened({"E": 0.8, "F": 0.2, "G": 0.0}, 0.5) == pytest.approx(
        {"E": 2 / 3, "F": 1 / 3, "G": 0.0}
    )


def width(reading: HandReading) -> float:
    low, high = reading.interval_months or (None, None)
    assert low is not None and high is not None
    return high - low
