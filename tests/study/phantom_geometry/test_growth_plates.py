"""Growth plates measured from masks: what the ruler says of drawn squares, and of drawn hands."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from boneage_kp.cli.main import main
from boneage_kp.phantom.growth_plate import STAGE_RANGES
from boneage_kp.phantom.parts import DrawnPlate
from boneage_kp.schema.coords import Affine
from boneage_kp.study.phantom_geometry.command import measure_hands, to_text
from boneage_kp.study.phantom_geometry.growth_plates import (
    PlateMeasure,
    defined_width,
    measure_plate,
)


def _window(rows: slice, cols: slice) -> tuple[slice, slice, np.ndarray]:
    return rows, cols, np.ones((rows.stop - rows.start, cols.stop - cols.start), bool)


def _squares(keypoint_px: tuple[float, float] = (100.0, 55.0)) -> DrawnPlate:
    """Shaft 80 px wide with its edge at y = 60, a gap of 10 px, an epiphysis 60 px wide above."""
    masks = {
        "shaft": _window(slice(60, 200), slice(60, 140)),
        "epiphysis": _window(slice(30, 50), slice(70, 130)),
        "gap": _window(slice(50, 60), slice(70, 130)),
    }
    return DrawnPlate(keypoint_px, 1.0, 6.0, 8.0, masks)


UPRIGHT = Affine(np.array([[10.0, 0.0, 100.0], [0.0, -10.0, 60.0]]))


def test_the_ruler_reads_what_was_drawn() -> None:
    got = measure_plate(("mc3", "D", 3.5), _squares(), UPRIGHT)
    assert got.width == pytest.approx(60 / 80, abs=1 / 80)
    assert got.gap == pytest.approx(10 / 80, abs=1 / 80)
    assert got.gap_mm == pytest.approx(1.0, abs=0.1)
    assert got.pixel == pytest.approx(1 / 80, rel=0.02) and got.off_plate_px == 0.0


def test_a_keypoint_beside_the_gap_is_told() -> None:
    got = measure_plate(("mc3", "D", 3.5), _squares((100.0, 47.0)), UPRIGHT)
    assert got.off_plate_px == pytest.approx(3.0)
    assert any("3.0 px off" in fault for fault in got.faults())


def test_before_the_centre_appears_the_growing_edge_counts() -> None:
    got = measure_plate(("mc3", "A", 0.5), _squares((100.0, 60.0)), UPRIGHT)
    assert (got.width, got.gap, got.off_plate_px) == (None, None, 0.0)


def test_values_outside_a_range_are_faults_and_a_pixel_is_not() -> None:
    good = PlateMeasure("radius", "D", 3.5, 0.7, 0.09, 1.2, 0.01, 0.0)
    assert good.faults() == []
    assert replace(good, width=0.86).faults() == []
    assert [f.split(",")[0] for f in replace(good, width=0.9).faults()] == ["width 0.900"]
    assert [f.split(",")[0] for f in replace(good, width=0.4).faults()] == ["width 0.400"] * 2
    assert [f.split(",")[0] for f in replace(good, gap=0.2).faults()] == ["gap 0.200"]


@pytest.mark.parametrize("group", STAGE_RANGES)
def test_declared_ranges_keep_to_the_definitions(group: str) -> None:
    for stage, declared in STAGE_RANGES[group].items():
        low, high = defined_width(group, stage)
        assert low <= declared.width[0] and declared.width[1] <= high, stage


@pytest.mark.timeout(600)
def test_drawn_hands_keep_to_the_declared_ranges(count: Callable[[int, int], int]) -> None:
    hands = count(300, 8)
    measures = measure_hands(hands)
    faults = [f"{one.bone} {one.stage}: {fault}" for one in measures for fault in one.faults()]
    assert faults == []
    assert len(measures) > 12 * hands
    if hands >= 300:
        missing = {(b, s) for b in ("radius", "mc1", "dp5") for s in "ABCDEFGHI"}
        assert missing <= {(one.bone, one.stage) for one in measures}


def test_the_tables_name_bones_stages_and_what_is_outside(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bad = PlateMeasure("radius", "D", 3.5, 0.9, 0.09, 1.2, 0.01, 0.0)
    text = to_text([bad, replace(bad, width=0.7)])
    assert "0.70-0.90" in text and "0.09-0.09" in text and "2/1" in text
    assert "radius D (m 3.50): width 0.900, declared 0.5 to 0.85" in text
    assert main(["benchmark", "geometry", "--hands", "0"]) == 2
    assert "--hands 0" in capsys.readouterr().err
