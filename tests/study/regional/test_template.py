"""The template's command: boxes of one phantom, windows counted by hand, the file written."""

import json
from pathlib import Path

import numpy as np
import pytest

from boneage_kp.data.registration.template_hand import TABLE, load_template
from boneage_kp.phantom.film_parameters import FilmParameters
from boneage_kp.phantom.parameters import PhantomParameters
from boneage_kp.quality.layout_table import write_table
from boneage_kp.study.regional.template import (
    FOREARM,
    HOLDS,
    MARGIN,
    boxes_of,
    make_table,
    window_of,
)

TEMPLATE = load_template()
BEYOND = 0.05  # of hand length: one hand in twenty lies outside a window on a side


def parameters(tempo_years: float) -> PhantomParameters:
    clean = FilmParameters.clean().to_dict()
    given = {"size_px": 192, "film": clean, "sampling.tempo_years": tempo_years}
    return PhantomParameters.from_mapping(given)


def test_a_hand_lies_in_the_windows_that_are_stored() -> None:
    boxes = boxes_of(parameters(15.0), 3, 0, TEMPLATE)
    assert set(boxes) == set(HOLDS)
    for region in ("b", "c"):
        x0, y0, x1, y1 = TEMPLATE.window(region)
        low, high = boxes[region][:2], boxes[region][2:]
        assert (low > (x0 - BEYOND, y0 - BEYOND)).all() and (
            high < (x1 + BEYOND, y1 + BEYOND)
        ).all()
        assert ((high - low) > 0.6 * np.array([x1 - x0, y1 - y0])).all(), "nor is it lost there"
    assert boxes["b"][1] > boxes["c"][1], "carpals lie below the fingers"


def test_a_small_child_has_no_box_of_the_carpals() -> None:
    boxes = boxes_of(parameters(2.5), 3, 1, TEMPLATE)
    assert "b" not in boxes and "c" in boxes


def test_a_window_holds_95_of_100_on_each_side_and_a_margin() -> None:
    steps = np.arange(101) / 100
    boxes = np.column_stack([-steps, -2 * steps, steps, 2 * steps])
    x0, y0, x1, y1 = window_of("c", boxes, TEMPLATE)
    assert (x0, y0) == pytest.approx((-0.95 - MARGIN, -1.9 - MARGIN))
    assert (x1, y1) == pytest.approx((0.95 + MARGIN, 1.9 + MARGIN))
    wrist = TEMPLATE.xy[:2, 1].max()
    assert window_of("a", boxes, TEMPLATE)[3] == pytest.approx(wrist + FOREARM, abs=1e-3)


def test_the_file_is_what_was_made_and_too_few_phantoms_are_refused(tmp_path: Path) -> None:
    table = json.loads(TABLE.read_text())
    write_table(table, tmp_path / "t.json")
    assert (tmp_path / "t.json").read_text() == TABLE.read_text()
    assert "200 phantoms of generator" in table["source"] and table["phantoms"]["b"] >= 50
    with pytest.raises(ValueError, match="none of 0 phantoms shows all of region 'a'"):
        make_table(0)
