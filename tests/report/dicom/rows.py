"""Rows of results with every kind of outcome, and what tests ask of files made from them."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from boneage_kp.report.results_row import results_row
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import Sex
from boneage_kp.standards import load_standard
from tests.report.readings import usual_reading

FILM_HW = (700, 600)


def row_of(**changes: Any) -> dict[str, Any]:
    """A row of a review, with numbers; keywords replace its values."""
    row = results_row(usual_reading(FILM_HW), 10.5) | {
        "file": "films/Zwetschgenroeder film.dcm",
        "age_median_years": 10.7,
        "interval_years": [9.2, 11.9],
        "interval_bounds": [None, None],
        "reasons": ["stages_out_of_line: radius is behind – see dp3"],
    }
    return row | changes


def rejected_row() -> dict[str, Any]:
    """As `infer` writes it: bones may be there, nothing that follows from them is."""
    nothing = ("score", "bone_age_years", "bone_age_bound", "age_median_years", "age_mean_years")
    empty = dict.fromkeys((*nothing, "interval_years", "interval_bounds"))
    return row_of(verdict="rejected", reasons=["two_hands: two hands on one film"], **empty)


def corrected_row() -> dict[str, Any]:
    """A person rated the radius G, and the ulna, which the machine had not found."""
    row = row_of()
    bones = {name: dict(bone) for name, bone in row["bones"].items()}
    bones["radius"] |= {"stage": "G", "posterior": {"G": 1.0}}
    bones["ulna"] |= {"posterior": {"F": 1.0}}
    by_machine = {"radius": "F", "ulna": None}
    rated = {
        name: {
            "machine_stage": stage,
            "machine_posterior": {},
            "person_stage": bones[name]["stage"],
        }
        for name, stage in by_machine.items()
    }
    return row | {"bones": bones, "correction": {"bones": rated, "machine": {}}}


def bound_row(bound: str) -> dict[str, Any]:
    """A hand off the curve, its interval open on that side."""
    ends = [None, "mature"] if bound == "mature" else ["below_first_row", None]
    years = [14.2, None] if bound == "mature" else [None, 2.4]
    return row_of(
        bone_age_years=None, bone_age_bound=bound, interval_years=years, interval_bounds=ends
    )


def without(name: str) -> dict[str, Any]:
    """A review in which one bone was not found."""
    row = row_of()
    nothing = {"xy_px": None, "confidence": 0.1, "stage": None, "posterior": {}}
    return row | {"bones": row["bones"] | {name: nothing}, "score": None, "bone_age_years": None}


ROWS = {
    "review": row_of(),
    "ok": row_of(verdict="ok", reasons=[]),
    "rejected": rejected_row(),
    "corrected": corrected_row(),
    "mature": bound_row("mature"),
    "below": bound_row("below_first_row"),
    "off the curve": row_of(interval_years=[None, None], interval_bounds=["mature", "mature"]),
    "no sex": row_of(sex=None, bone_age_years=None, score=None, interval_years=None),
    "no age": row_of(age_years=None),
    "bone lacking": without("mc5"),
}
MATURE_YEARS = load_standard("tw3_rus").curves[Sex.FEMALE].mature_age_months / 12
assert set(ROWS["review"]["bones"]) == set(HAND.names)


def verified(path: Path) -> list[str]:
    """Warnings of dciodvfy; its errors fail the test, and without it the test is skipped."""
    program = shutil.which("dciodvfy")
    if program is None:
        pytest.skip("dciodvfy is not installed (Debian: dicom3tools)")
    done = subprocess.run([program, str(path)], capture_output=True, text=True, errors="replace")
    lines = (done.stdout + done.stderr).splitlines()
    assert [line for line in lines if line.startswith("Error")] == [], path.name
    assert done.returncode == 0
    return [line for line in lines if line.startswith("Warning")]
