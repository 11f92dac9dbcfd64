"""`HandReading` -> one row of results.jsonl. The format is published: `results_row.schema.json`.

Ages in years, points in pixels of the original film. A change of the format raises SCHEMA_VERSION.
"""

import json
from pathlib import Path
from typing import Any

from boneage_kp.report.score_json import in_years
from boneage_kp.schema.records import BoneReading, HandReading, Sex

SCHEMA_VERSION = 2
SCHEMA_FILE = Path(__file__).with_name("results_row.schema.json")


def results_row(reading: HandReading, age_years: float | None = None) -> dict[str, Any]:
    """Everything a reading says, ready for JSON.

    age_years: chronological age, when it was given.
    """
    interval = reading.interval_months
    return {
        "schema_version": SCHEMA_VERSION,
        "file": reading.file_name,
        "sex": None if reading.sex is None else str(reading.sex),
        "age_years": age_years,
        "standard": reading.standard_id,
        "verdict": reading.verdict,
        "reasons": list(reading.reasons),
        "error": None,
        "score": reading.score,
        "bone_age_years": in_years(reading.bone_age_months),
        "bone_age_bound": reading.bone_age_bound,
        "age_median_years": in_years(reading.age_median_months),
        "age_mean_years": in_years(reading.age_mean_months),
        "interval_years": None if interval is None else [in_years(end) for end in interval],
        "interval_bounds": None if interval is None else list(reading.interval_bounds),
        "bones": {name: _bone(bone) for name, bone in reading.bones.items()},
        "digests": dict(reading.digests),
    }


def failed_row(
    file: str, error: str, standard_id: str, sex: Sex | None = None, age_years: float | None = None
) -> dict[str, Any]:
    """The row of a film that could not be read at all; `error` says why and what would do."""
    empty = HandReading(
        file_name=file,
        bones={},
        sex=sex,
        standard_id=standard_id,
        score=None,
        bone_age_months=None,
        bone_age_bound=None,
        age_median_months=None,
        age_mean_months=None,
        interval_months=None,
        verdict="rejected",
        reasons=(f"unreadable: {error}",),
    )
    return results_row(empty, age_years) | {"error": error}


def row_line(row: dict[str, Any]) -> bytes:
    """A row as a line of results.jsonl; what JSON cannot hold is an error of ours."""
    return (json.dumps(row, ensure_ascii=True, allow_nan=False) + "\n").encode()


def _bone(bone: BoneReading) -> dict[str, Any]:
    return {
        "xy_px": None if bone.xy_px is None else [round(value, 3) for value in bone.xy_px],
        "confidence": round(bone.confidence, 4),
        "stage": bone.stage,
        "posterior": {stage: round(p, 6) for stage, p in bone.posterior.items()},
    }
