"""One row of results.jsonl in a line or two, for whoever reads a film from the command line."""

from collections.abc import Mapping, Sequence
from typing import Any

_BOUNDS = {
    "mature": "mature",
    "below_first_row": "below the first row of the table",
}


def row_words(row: Mapping[str, Any]) -> str:
    """What a film gave: bone age, interval, score, verdict with its reasons."""
    if row["error"] is not None:
        return f"{row['file']}: not read: {row['error']}"
    parts = [_age(row), *_interval(row["interval_years"])]
    if row["score"] is not None:
        parts.append(f"score {row['score']} ({row['standard']})")
    lines = [f"{row['file']}: {', '.join(parts)}; {row['verdict']}"]
    return "\n".join([*lines, *(f"  {reason}" for reason in row["reasons"])])


def _age(row: Mapping[str, Any]) -> str:
    if row["bone_age_years"] is not None:
        return f"bone age {row['bone_age_years']:.1f} years"
    bound = row["bone_age_bound"]
    return "no bone age" if bound is None else f"bone age {_BOUNDS[bound]}"


def _interval(interval_years: Sequence[float | None] | None) -> list[str]:
    if interval_years is None:
        return []
    low, high = interval_years
    if low is None and high is None:
        return []
    start = "below the table" if low is None else f"{low:.1f}"
    end = "mature" if high is None else f"{high:.1f}"
    return [f"90 % interval {start} to {end}"]
