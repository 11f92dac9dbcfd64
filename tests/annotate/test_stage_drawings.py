"""Drawings out of the generator: which hand is taken of each stage, and where its plate lies."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from boneage_kp.annotate import stage_drawings as module
from boneage_kp.annotate.stage_drawings import SIDE_PX, draw_stages, write_drawings
from boneage_kp.schema.hand import HAND


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FILM_PX", 256)


def test_the_hand_nearest_to_the_middle_of_a_stage_is_taken(tmp_path: Path) -> None:
    both, late = draw_stages([6.0, 6.2]), draw_stages([6.2])
    for key in set(both) & set(late):
        assert both[key].off <= late[key].off
    assert {bone for bone, _ in both} == set(HAND.names)
    write_drawings(tmp_path, both)
    for bone, stage in both:
        image = cv2.imread(str(tmp_path / f"{bone}_{stage}.jpg"), cv2.IMREAD_GRAYSCALE)
        assert image.shape == (SIDE_PX, SIDE_PX)


def test_all_stages_of_a_bone_are_equally_bright() -> None:
    drawings = draw_stages([3.0, 9.0])
    for bone in ("radius", "dp1"):
        row = [one.grey for (name, _), one in drawings.items() if name == bone]
        assert len(row) == 2
        assert 230 <= np.percentile(np.stack(row), 99.8) <= 245
