"""`check-dataset` from the command line."""

import json
import sys
from pathlib import Path

import cv2
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "phantom"))
from stand_in_films import draw, plan  # noqa: E402

from boneage_kp.cli.main import main  # noqa: E402
from boneage_kp.data.formats import coco  # noqa: E402
from boneage_kp.data.phantom_set import coco_maker  # noqa: E402
from boneage_kp.phantom.dataset_writer import write_set  # noqa: E402


@pytest.fixture
def phantom_set(tmp_path: Path) -> Path:
    return write_set(tmp_path / "set", plan(5), coco_maker(draw))


def test_a_sound_set_is_described_and_drawn(
    phantom_set: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "labels.png"
    assert main(["check-dataset", str(phantom_set), "--gallery", str(page)]) == 0
    out = capsys.readouterr().out
    assert "hands 5   films 5" in out and "no faults found" in out
    assert [line.split()[0] for line in out.splitlines() if line.startswith("dp")] == [
        "dp1",
        "dp3",
        "dp5",
    ]
    assert cv2.imread(str(page)) is not None


def test_faults_end_in_exit_code_2_with_all_of_them_told(
    phantom_set: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(phantom_set.read_text())
    document["images"][0]["sex"] = "X"
    document["annotations"][3]["stages"][1] = "I"
    phantom_set.write_text(json.dumps(document))
    (phantom_set.parent / "images" / "000004.png").unlink()
    assert main(["check-dataset", str(phantom_set)]) == 2
    err = capsys.readouterr().err
    assert "'X'" in err and "bone 'ulna'" in err and "000004.png is no file" in err


def test_a_file_that_is_not_there_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-dataset", "/nowhere/x.json"]) == 2
    assert "/nowhere/x.json" in capsys.readouterr().err


@pytest.mark.parametrize("tool", ["cvat", "labelstudio"])
def test_out_to_a_tool_and_back(phantom_set: Path, tmp_path: Path, tool: str) -> None:
    out, back = tmp_path / "out.json", tmp_path / "set" / "back.json"
    films = ["--images", str(phantom_set.parent)]
    assert main(["check-dataset", str(phantom_set), "--save", str(out), "--as", tool]) == 0
    options = ["--facts", str(phantom_set), "--save", str(back)]
    assert main(["check-dataset", str(out), "--format", tool, *films, *options]) == 0
    for got, wanted in zip(coco.read(back).records, coco.read(phantom_set).records, strict=True):
        assert (got.sex, got.age_months, got.spacing_mm) == (
            wanted.sex,
            wanted.age_months,
            wanted.spacing_mm,
        )
        for name, label in wanted.bones.items():
            assert got.bones[name].stage == label.stage
            assert got.bones[name].xy_px == pytest.approx(label.xy_px, abs=1e-6)


@pytest.mark.parametrize("tool", ["cvat", "labelstudio"])
def test_label_set_ups_are_written(tmp_path: Path, tool: str) -> None:
    target = tmp_path / "labels.txt"
    assert main(["check-dataset", "--labels", tool, "-o", str(target)]) == 0
    assert "radius" in target.read_text()


def test_a_standard_without_tw_letters_and_nothing_to_do_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--labels", "cvat", "--standard", "rus_chn", "-o", str(tmp_path / "x")]
    assert main(["check-dataset", *options]) == 2
    assert "rus_chn" in capsys.readouterr().err
    assert main(["check-dataset"]) == 2
    assert "which file" in capsys.readouterr().err
