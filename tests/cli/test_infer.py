"""`infer` from the command line, with a small real network whose weights mean nothing yet."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from boneage_kp.cli.infer_sources import films_asked_for
from boneage_kp.cli.main import main
from boneage_kp.data.formats import coco
from boneage_kp.engine.batch.folder import BatchFolder
from boneage_kp.engine.facts import model_facts
from boneage_kp.engine.network import TorchNetwork, file_digest
from boneage_kp.engine.weights_file import save_weights
from boneage_kp.models.detector import BoneDetector
from boneage_kp.phantom.generate import Phantom, generate
from boneage_kp.phantom.parameters import PhantomParameters
from boneage_kp.report.results_row import SCHEMA_FILE
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import Sex
from tests.report.json_schema import faults

SETTINGS = {
    "backbone": {"type": "TimmBackbone", "model_name": "resnet10t"},
    "neck": {"widths": (16, 16, 16, 16, 16)},
    "aux_heads": False,
}


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole weights file of an untrained network."""
    torch.manual_seed(0)
    model = BoneDetector(**SETTINGS)
    facts = model_facts(model, {"model": SETTINGS}, 128, "no data")
    path = tmp_path_factory.mktemp("weights") / "tiny.safetensors"
    return save_weights(path, model.state_dict(), facts)


@pytest.fixture(scope="module")
def phantoms() -> list[Phantom]:
    parameters = PhantomParameters.from_mapping({"size_px": 160})
    return [generate(parameters, 4, index) for index in range(2)]


@pytest.fixture
def films(tmp_path: Path, phantoms: list[Phantom]) -> Path:
    """A folder with two films, one of them in a subfolder, and a file that is none."""
    folder = tmp_path / "films"
    (folder / "more").mkdir(parents=True)
    cv2.imwrite(str(folder / "a b.png"), phantoms[0].image)
    cv2.imwrite(str(folder / "more" / "c.tif"), phantoms[1].image.astype(np.uint16) * 257)
    (folder / "notes.txt").write_text("no film")
    return folder


def rows_of(out: Path) -> list[dict]:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    rows = [json.loads(line) for line in (out / "results.jsonl").read_text().splitlines()]
    assert [fault for row in rows for fault in faults(row, schema, schema)] == []
    return rows


def infer(out: Path, weights: Path, *arguments: object) -> int:
    return main(["infer", *map(str, arguments), "--weights", str(weights), "-o", str(out)])


def test_a_folder_with_overlays(films: Path, weights: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert infer(out, weights, films, "--sex", "F", "--age", 10.5, "--vis", "--batch", 2) == 0
    rows = rows_of(out)
    assert [row["file"] for row in rows] == [str(films / "a b.png"), str(films / "more" / "c.tif")]
    for row in rows:
        assert set(row["bones"]) == set(HAND.names)
        assert row["sex"] == "F" and row["age_years"] == 10.5 and row["error"] is None
        assert row["digests"]["model"] == file_digest(weights)
        # An untrained network finds nothing, and says so.
        assert row["verdict"] == "rejected" and row["bone_age_years"] is None
        assert row["reasons"][0].startswith("hand_not_found: ")
        picture = cv2.imread(str(BatchFolder(out).path("overlays", row["file"])))
        assert picture is not None and picture.shape[0] == 1400


def test_one_bad_film_does_not_stop_the_others(
    films: Path, weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = (films / "a b.png").read_bytes()
    (films / "cut.png").write_bytes(whole[: len(whole) // 10])
    (films / "empty.png").write_bytes(b"")
    out = tmp_path / "out"
    assert infer(out, weights, films, films / "gone.png") == 1
    rows = {Path(row["file"]).name: row for row in rows_of(out)}
    assert list(rows) == ["a b.png", "cut.png", "empty.png", "c.tif", "gone.png"]
    assert rows["a b.png"]["error"] is None and rows["c.tif"]["error"] is None
    assert "is empty" in rows["empty.png"]["error"]
    assert "there is no such file" in rows["gone.png"]["error"]
    assert rows["gone.png"]["reasons"][0].startswith("unreadable: ")
    assert "3 unreadable" in capsys.readouterr().out


def test_a_coco_file_gives_sex_and_age(
    films: Path, weights: Path, phantoms: list[Phantom], tmp_path: Path
) -> None:
    from dataclasses import replace

    record = replace(phantoms[0].record, file_name="a b.png", sex=Sex.MALE, age_months=126.0)
    coco.write([record], films / "hands.json")
    out = tmp_path / "out"
    assert infer(out, weights, films / "hands.json", "--sex", "F") == 0
    (row,) = rows_of(out)
    assert row["sex"] == "M" and row["age_years"] == 10.5
    assert row["file"] == str(films / "a b.png")


def test_globs_and_repeats_give_each_film_once(films: Path) -> None:
    found = films_asked_for([str(films / "**" / "*.tif"), str(films)], Sex.FEMALE, 3.0)
    assert [film.path.name for film in found] == ["c.tif", "a b.png"]
    assert all(film.sex == Sex.FEMALE and film.age_years == 3.0 for film in found)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--sex", "x"], "sex 'x' is unknown"),
        (["--age", "-1"], "--age -1"),
        (["--batch", "0"], "--batch 0"),
        (["--standard", "nope"], "nope"),
        (["--standard", "rus_chn"], "rus_chn"),
    ],
)
def test_bad_options_are_refused_with_nothing_written(
    films: Path,
    weights: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    message: str,
) -> None:
    assert infer(tmp_path / "out", weights, films, *options) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_empty_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "nothing").mkdir()
    assert main(["infer", str(tmp_path / "nothing")]) == 2
    assert "holds no film" in capsys.readouterr().err


def test_no_weights_are_said_with_the_cure(
    films: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boneage_kp.engine.shipped.FOLDER", tmp_path)
    assert main(["infer", str(films), "-o", str(tmp_path / "out")]) == 2
    assert "--weights FILE" in capsys.readouterr().err


def test_weights_that_are_none_are_refused_by_name(
    films: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "w.safetensors").write_bytes(b"nonsense")
    assert infer(tmp_path / "out", tmp_path / "w.safetensors", films) == 2
    assert "w.safetensors" in capsys.readouterr().err


def test_a_network_from_its_file_reads_like_the_one_saved(weights: Path) -> None:
    torch.manual_seed(0)
    model = BoneDetector(**SETTINGS)
    image = np.random.default_rng(0).integers(0, 255, (2, 1, 128, 128), dtype=np.uint8)
    from_file = TorchNetwork.from_weights(weights).read(image)
    in_memory = TorchNetwork(model, 128).read(image)
    for one, other in zip(from_file, in_memory, strict=True):
        assert np.allclose(one, other, atol=1e-5)
    half = TorchNetwork.from_weights(weights, bf16=True).read(image)
    assert np.abs(half.posterior - from_file.posterior).max() < 0.05
