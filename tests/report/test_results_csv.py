"""results.csv: every column documented and filled, whatever stands in a row."""

import csv
import io
from pathlib import Path

from boneage_kp.report.results_csv import columns, csv_header, csv_line
from boneage_kp.report.results_row import failed_row, results_row
from boneage_kp.schema.hand import HAND
from tests.report.readings import usual_reading


def cells(row: dict) -> dict[str, str]:
    text = (csv_header() + csv_line(row)).decode()
    (read,) = csv.DictReader(io.StringIO(text, newline=""))
    assert None not in read and list(read) == list(columns())
    return read


def test_a_reading_fills_its_columns() -> None:
    row = results_row(usual_reading(), 10.5)
    read = cells(row)
    assert read["file"] == "films/a b\n.png"  # quoted: it stays one row
    assert read["verdict"] == "review" and read["sex"] == "F" and read["age_years"] == "10.5"
    assert read["score"] == "500" and read["bone_age_years"] == "10.775"
    assert read["interval_low_years"] == "9.1667" and read["interval_high_years"] == ""
    assert read["reasons"].startswith("low_confidence: ")
    assert read["image_digest"] == "a" * 64 and read["corrected"] == ""
    for name in HAND.names:
        assert read[f"{name}_stage"] == "F" and read[f"{name}_probability"] == "0.7"
        xy_px = [float(read[f"{name}_x_px"]), float(read[f"{name}_y_px"])]
        assert xy_px == row["bones"][name]["xy_px"]
        assert read[f"{name}_machine_stage"] == ""


def test_machine_and_person_stand_side_by_side() -> None:
    bone = {"machine_stage": "F", "machine_posterior": {"F": 1.0}, "person_stage": "G"}
    gone = {"machine_stage": None, "machine_posterior": {}, "person_stage": "E"}
    machine = {"score": 480, "bone_age_years": 10.1, "bone_age_bound": None}
    row = results_row(usual_reading(), 10.5)
    row["correction"] = {"bones": {"radius": bone, "dp5": gone}, "machine": machine}
    read = cells(row)
    assert read["corrected"] == "radius F>G | dp5 not found>E"
    assert read["machine_score"] == "480" and read["machine_bone_age_years"] == "10.1"
    assert read["score"] == "500" and read["radius_machine_stage"] == "F"
    assert read["ulna_machine_stage"] == ""


def test_a_film_that_could_not_be_read_has_its_reason() -> None:
    read = cells(failed_row('a,"b".png', "is empty", "tw3_rus"))
    assert read["file"] == 'a,"b".png' and read["error"] == "is empty"
    assert read["verdict"] == "rejected" and read["radius_stage"] == read["score"] == ""


def test_names_that_are_no_text_can_be_written() -> None:
    line = csv_line(failed_row("a\udcff.png", "gone", "tw3_rus"))
    assert b"a\\udcff.png" in line and line.count(b"\n") == 1


def test_every_column_is_documented(root: Path) -> None:
    text = (root / "docs" / "batch.md").read_text(encoding="utf-8")
    bones = {name for name in columns() if name.split("_")[0] in HAND.names}
    assert [n for n in columns() if n not in bones and f"`{n}`" not in text] == []
    endings = {name.partition("_")[2] for name in bones}
    assert [ending for ending in endings if f"`BONE_{ending}`" not in text] == []
