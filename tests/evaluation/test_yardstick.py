"""The yardstick's names and numbers are those of the independent measuring script."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from boneage_kp.cli.main import main
from boneage_kp.data.formats import coco
from boneage_kp.evaluation.yardstick import figures, tables, yardstick
from boneage_kp.standards import load_standard
from tests.cli.test_evaluate import some_predictions, some_truths
from tests.evaluation.conftest import make_reading, make_truth


def close(got: Any, wanted: Any, place: str = "") -> None:
    if isinstance(wanted, dict):
        for key in wanted:
            close(got[key], wanted[key], f"{place}/{key}")
    elif wanted is None:
        assert got is None, place
    else:
        assert got == pytest.approx(wanted, abs=1e-5), place


@pytest.mark.parametrize("said", [True, False])
def test_every_figure_equals_the_measuring_script(
    tmp_path: Path, reference: Path, said: bool
) -> None:
    """said: whether the file has hand lengths and sources; the script is always told both."""
    script = reference / "real/measure.py"
    if not script.is_file():
        pytest.skip(f"the yardstick {script} is not there")
    truths = some_truths(6, films=23)
    lengths = {t.file_name: t.given_hand_length_px for t in truths}
    if not said:
        truths = [replace(t, given_hand_length_px=None, point_source=None) for t in truths]
        lengths = {t.file_name: t.hand_length_px() for t in truths}
    ours, theirs = tmp_path / "ours.json", tmp_path / "theirs.json"
    found, out = tmp_path / "found.json", tmp_path / "out.json"
    coco.write(truths, ours)
    document = json.loads(ours.read_text())
    names = {image["id"]: image["file_name"] for image in document["images"]}
    for annotation in document["annotations"]:
        annotation["hand_length_px"] = lengths[names[annotation["image_id"]]]
        annotation.setdefault("point_source", "")
    theirs.write_text(json.dumps(document))
    found.write_text(json.dumps(some_predictions(truths, 6)))
    assert main(["evaluate", "--real", str(ours), "--readings", str(found), "-o", str(out)]) == 0
    command = [sys.executable, str(script), str(found), "--truth", str(theirs), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    wanted, got = json.loads(done.stdout), json.loads(out.read_text())
    close(got, wanted)
    assert wanted["all"]["raw"]["missed"] > 5 and wanted["ages"]["read"] > 5
    assert got["rejected_share"] == pytest.approx(1 / 23)


def test_shares_and_tables_by_hand() -> None:
    truths = [make_truth(f"{i}.png", point_source="a" if i else "b") for i in range(4)]
    readings = [make_reading(truths[i], shift_px=5.0 * i) for i in range(3)]  # one is not read
    readings[2] = replace(readings[2], verdict="rejected", bone_age_months=None)
    readings[1] = replace(readings[1], verdict="review", bone_age_months=132.0)
    result = yardstick(truths, readings, load_standard("tw3_rus"))
    assert result["films"] == 4 and result["rejected_share"] == result["review_share"] == 0.25
    assert result["read_share"] == 0.5 and result["ages"]["mae_years"] == pytest.approx(0.5)
    assert result["all"]["raw"]["missed"] == 13 and result["all"]["raw"]["n"] == 52
    assert result["all"]["raw"]["pck@0.02"] == pytest.approx(0.75)
    points, films = tables(result)
    assert points.rows[0][:3] == ("all", "52", "13") and [r[0] for r in points.rows[1:3]] == [
        "a",
        "b",
    ]
    assert ("rejected (%)", "25.0") in films.rows


def test_most_missed_has_no_median() -> None:
    found = figures(np.array([np.inf, np.inf, 0.01, np.nan]))
    assert found["n"] == 3 and found["missed"] == 2 and found["median"] is None
    assert found["p95_of_found"] == 0.01
