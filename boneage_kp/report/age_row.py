"""`AgeReading` -> one row of results.jsonl. The format is published: `age_row.schema.json`.

Ages in years, as everywhere in results, and in months beside them, the unit of this field. A change
of the format raises SCHEMA_VERSION.
"""

from pathlib import Path
from typing import Any

from boneage_kp.report.age_reading import AgeReading
from boneage_kp.report.score_json import in_years
from boneage_kp.schema.records import Sex

SCHEMA_VERSION = 1
SCHEMA_FILE = Path(__file__).with_name("age_row.schema.json")
KIND = "whole_image_age"


def age_row(reading: AgeReading, age_years: float | None = None) -> dict[str, Any]:
    """Everything a reading says, ready for JSON; its map is left to the page.

    age_years: chronological age, when it was given.
    """
    interval = reading.interval_months
    months = None if interval is None else [round(end, 3) for end in interval]
    return _frame(reading.file_name, reading.system, reading.sex, age_years) | {
        "bone_age_years": in_years(reading.bone_age_months),
        "bone_age_months": round(reading.bone_age_months, 3),
        "interval_years": None if interval is None else [in_years(end) for end in interval],
        "interval_months": months,
        "interval_level": None if interval is None else reading.interval_level,
        "spread_months": round(reading.spread_months, 3),
        "networks": reading.networks,
        "views": reading.views,
        "male_probability": None if reading.male is None else round(reading.male, 4),
        "digests": dict(reading.digests),
    }


def failed_age_row(
    file: str, error: str, system: str, sex: Sex | None = None, age_years: float | None = None
) -> dict[str, Any]:
    """The row of a film that could not be read at all; `error` says why and what would do."""
    return _frame(file, system, sex, age_years) | {"error": error}


def _frame(file: str, system: str, sex: Sex | None, age_years: float | None) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": KIND,
        "file": file,
        "model": f"holistic/{system}",
        "sex": None if sex is None else str(sex),
        "age_years": age_years,
        "error": None,
        "bone_age_years": None,
        "bone_age_months": None,
        "interval_years": None,
        "interval_months": None,
        "interval_level": None,
        "spread_months": None,
        "networks": None,
        "views": None,
        "male_probability": None,
        "digests": {},
    }
