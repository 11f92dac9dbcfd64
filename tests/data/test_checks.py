"""Checks of whole sets: formats told apart, films looked at, all faults in one pass."""

import json
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "phantom"))
from stand_in_films import draw, plan  # noqa: E402

from boneage_kp.data.checks import check_set, format_of  # noqa: E402
from boneage_kp.data.formats import coco, cvat, label_studio  # noqa: E402
from boneage_kp.data.phantom_set import coco_maker  # noqa: E402
from boneage_kp.phantom.dataset_writer import write_set  # noqa: E402


@pytest.fixture
def phantom_set(tmp_path: Path) -> Path:
    return write_set(tmp_path / "set", plan(4), coco_maker(draw))


def _edit(path: Path, change: Any) -> None:
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))


def test_a_phantom_set_has_no_faults(phantom_set: Path) -> None:
    seen: list[tuple[int, int]] = []
    checked = check_set(phantom_set, on_progress=lambda *at: seen.append(at))
    assert checked.faults.count == 0
    assert checked.hands is not None and len(checked.hands.records) == 4
    assert seen[-1] == (4, 4)


def test_formats_are_told_apart(phantom_set: Path, tmp_path: Path) -> None:
    hands = coco.read(phantom_set)
    cvat.write(hands, tmp_path / "cvat.zip")
    label_studio.write(hands, tmp_path / "tasks.json")
    assert format_of(phantom_set) == "coco"
    assert format_of(tmp_path / "cvat.zip") == "cvat"
    assert format_of(tmp_path / "tasks.json") == "labelstudio"
    for path in (tmp_path / "cvat.zip", tmp_path / "tasks.json"):
        assert check_set(path, images=phantom_set.parent).faults.count == 0


def test_every_kind_of_bad_film_is_named_with_its_cure(phantom_set: Path) -> None:
    images = phantom_set.parent / "images"
    (images / "000000.png").unlink()
    (images / "000001.png").write_bytes((images / "000001.png").read_bytes()[:200])
    cv2.imwrite(str(images / "000002.png"), np.zeros((48, 37), np.uint8))
    (images / "000003.png").write_bytes(b"")
    faults = check_set(phantom_set).faults
    texts = [str(fault) for fault in faults.kept]
    assert faults.count == 4
    assert "000000.png is no file" in texts[0] and "--images" in texts[0]
    assert "000001.png: is no whole PNG" in texts[1]
    assert "37 x 48" in texts[2] and "the file says 36 x 48" in texts[2]
    assert "000003.png: the file is empty" in texts[3]
    assert all(f'image {number} "images/' in text for number, text in enumerate(texts, start=1))


def test_faults_of_file_and_films_come_together(phantom_set: Path) -> None:
    def spoil(document: dict[str, Any]) -> None:
        document["annotations"][1]["keypoints"][2] = 7
        document["annotations"][2]["stages"][0] = "Q"

    _edit(phantom_set, spoil)
    (phantom_set.parent / "images" / "000003.png").unlink()
    checked = check_set(phantom_set)
    assert checked.hands is None
    text = "\n".join(map(str, checked.faults.kept))
    assert "visibility 7" in text and "'Q'" in text and "000003.png is no file" in text


def test_films_can_lie_elsewhere_or_be_left_alone(phantom_set: Path, tmp_path: Path) -> None:
    moved = tmp_path / "annotations.json"
    phantom_set.rename(moved)
    assert check_set(moved).faults.count == 4
    assert check_set(moved, images=phantom_set.parent).faults.count == 0
    assert check_set(moved, look_at_images=False).faults.count == 0


@pytest.mark.parametrize("content", ["", "{", "[]]", '{"images": 3}', "nonsense"])
def test_a_file_that_is_no_set_is_a_fault_not_a_crash(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(content)
    checked = check_set(path)
    assert checked.hands is None and checked.faults.count > 0
