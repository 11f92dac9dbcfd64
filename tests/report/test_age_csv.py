"""results.csv of whole-image systems: every column documented, and filled from the row."""

import csv
import io
from pathlib import Path

from boneage_kp.report.age_csv import AGES, COLUMNS
from boneage_kp.report.age_reading import AgeReading
from boneage_kp.report.age_row import age_row, failed_age_row
from boneage_kp.schema.records import Sex


def cells(row: dict) -> dict[str, str]:
    text = (AGES.header() + AGES.line(row)).decode()
    (read,) = csv.DictReader(io.StringIO(text, newline=""))
    assert None not in read and list(read) == list(COLUMNS)
    return read


def test_a_reading_fills_its_columns() -> None:
    digests = {"image": "ab" * 32, "model 1": "cd" * 32}
    given = AgeReading("a,b.png", "tj_net", Sex.FEMALE, 2, 10, 131.5, 2.0, (120.0, 143.0))
    read = cells(age_row(AgeReading(**{**vars(given), "male": 0.25, "digests": digests}), 10.5))
    assert read["file"] == "a,b.png" and read["model"] == "holistic/tj_net"
    assert (read["bone_age_months"], read["bone_age_years"]) == ("131.5", "10.9583")
    assert (read["interval_low_years"], read["interval_high_years"]) == ("10.0", "11.9167")
    assert (read["interval_level"], read["male_probability"]) == ("0.9", "0.25")
    assert read["image_digest"] == "ab" * 32 and read["error"] == ""
    assert "" not in {value for name, value in read.items() if name != "error"}


def test_what_is_not_known_is_empty() -> None:
    bare = cells(age_row(AgeReading("a.png", "tj_net", None, 1, 1, 100.0, 0.0)))
    lost = cells(failed_age_row("b.png", "b.png: is empty", "tj_net"))
    assert bare["interval_low_years"] == bare["interval_level"] == bare["sex"] == ""
    assert lost["error"] == "b.png: is empty" and lost["bone_age_years"] == ""


def test_every_column_is_documented(root: Path) -> None:
    text = (root / "docs" / "holistic.md").read_text(encoding="utf-8")
    assert [name for name in COLUMNS if f"`{name}`" not in text] == []
