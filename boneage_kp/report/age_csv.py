"""Rows of a whole-image system as CSV: every column documented here (and in docs/holistic.md)."""

from collections.abc import Mapping
from typing import Any

from boneage_kp.report.results_csv import CsvForm, line_of

_INTERVAL = ("interval_low_years", "interval_high_years")
_DIGEST = "image_digest"
COLUMNS = {
    "file": "the path as it was given",
    "error": "why the film could not be read; empty when it was",
    "model": "which system read it: holistic/NAME",
    "sex": "M, F, or empty when not known",
    "age_years": "chronological age, when given",
    "bone_age_years": "mean over networks and views",
    "bone_age_months": "the same in months",
    "interval_low_years": "lower end of the interval; empty where nobody calibrated these weights",
    "interval_high_years": "its upper end",
    "interval_level": "share of phantoms that such intervals hold",
    "spread_months": "standard deviation over all answers, and of each one's own distribution",
    "networks": "how many were asked",
    "views": "views of the film that each was asked about",
    "male_probability": "of systems that read the sex off the film",
    "image_digest": "SHA-256 of the film's file; those of the weights stand in results.jsonl",
}


def age_csv_header() -> bytes:
    return line_of(list(COLUMNS))


def age_csv_line(row: Mapping[str, Any]) -> bytes:
    """One row of results (see `age_row`) as a line of results.csv."""
    ends = row["interval_years"] or (None, None)
    derived = dict(zip(_INTERVAL, ends, strict=True)) | {_DIGEST: row["digests"].get("image")}
    return line_of([derived.get(name, row.get(name)) for name in COLUMNS])


AGES = CsvForm(age_csv_header, age_csv_line)
