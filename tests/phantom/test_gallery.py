"""Galleries with a stand-in child whose bones say how mature they are."""

from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pytest

from boneage_kp.phantom import gallery
from boneage_kp.phantom.parameters import PhantomParameters
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord, Sex


@dataclass(frozen=True)
class Child:
    image: np.ndarray
    record: HandRecord
    masks: dict[str, np.ndarray] = field(default_factory=dict)


def draw_child(parameters: PhantomParameters, seed: int, index: int, with_masks: bool) -> Child:
    """Every bone is half a stage a year on; its point is a bright pixel on a dark film."""
    assert parameters.sampling.bone_scatter == 0
    m = min(parameters.sampling.tempo_years / 2, 8.99)
    image = np.zeros((200, 150), np.uint8)
    bones = {}
    for k, name in enumerate(HAND.names):
        top = 7.99 if name == "ulna" else 8.99
        own = min(m, top)
        point = (20 + 8 * k + 0.5, 30 + 10 * k + 0.5)
        image[30 + 10 * k, 20 + 8 * k] = 250
        bones[name] = BoneLabel(point, 2, gallery.STAGES[int(own)], maturity=own)
    record = HandRecord("", (200, 150), bones, Sex(parameters.sampling.sex), spacing_mm=1.0)
    return Child(image, record)


def _close_ups() -> dict[str, list[gallery.CloseUp]]:
    tempos = np.arange(0.3, 17.9, 0.1)
    return gallery.follow_child(
        lambda p: draw_child(p, 0, 0, False), PhantomParameters(), Sex.FEMALE, tempos
    )


def test_stage_sheet_has_a_cell_per_bone_and_stage_near_its_middle() -> None:
    sheet = gallery.stage_sheet(_close_ups(), Sex.FEMALE)
    assert len(sheet.cells) == 13 * 9 - 1  # the ulna has no I
    assert (HAND.index_of("ulna"), 8) not in sheet.cells
    for (_, column), caption in sheet.captions.items():
        assert float(caption.removeprefix("m ")) == pytest.approx(column + 0.5, abs=0.06)


def test_maturity_sheet_runs_through_all_columns_and_invents_none() -> None:
    sheet = gallery.maturity_sheet(_close_ups(), Sex.FEMALE)
    rows = [row for row, _ in sheet.cells]
    assert rows.count(0) == gallery.MATURITY_STEPS
    assert rows.count(HAND.index_of("ulna")) < gallery.MATURITY_STEPS
    for (_, column), caption in sheet.captions.items():
        assert float(caption.split()[1]) == pytest.approx(float(sheet.columns[column]), abs=0.27)


def test_a_close_up_has_its_growth_plate_in_the_middle() -> None:
    picture = _close_ups()["mp3"][0].picture[36:76, 36:76].astype(float)
    rows, columns = np.indices(picture.shape) + 0.5
    centre = (columns * picture).sum() / picture.sum(), (rows * picture).sum() / picture.sum()
    assert centre == pytest.approx((20, 20), abs=0.05)  # of 112: 56


def test_age_sheet_has_both_sexes_at_every_year() -> None:
    sheet = gallery.age_sheet(lambda p: draw_child(p, 0, 0, False), PhantomParameters())
    assert len(sheet.cells) == 2 * len(gallery.AGES_YEARS)
    assert [row.split(",")[0] for row in sheet.rows] == ["girl", "boy", "girl", "boy"]


def test_three_files_are_written_with_every_step_told(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    paths = gallery.write_gallery(
        tmp_path / "g",
        draw_child,
        PhantomParameters(),
        on_progress=lambda *at: steps.append(at),
    )
    assert [path.name for path in paths] == ["stages.png", "maturity.png", "ages.png"]
    assert all(cv2.imread(str(path)) is not None for path in paths)
    assert steps[-1][0] == steps[-1][1] == len(steps)
