"""One row of results.jsonl in a line or two, for whoever reads a film from the command line."""

from collections.abc import Mapping, Sequence
from typing import Any

from boneage_kp.report.reasons import said
from boneage_kp.report.words import ENGLISH, Words
from boneage_kp.standards.age_distribution import COVERAGE

_BOUNDS = {"mature": "line_mature", "below_first_row": "line_below", None: "line_no_age"}


def row_words(row: Mapping[str, Any], words: Words = ENGLISH) -> str:
    """What a film gave: bone age, interval, score, verdict with its reasons."""
    if row["error"] is not None:
        return f"{row['file']}: {words('line_unread', error=row['error'])}"
    parts = [_age(row, words), *_interval(row["interval_years"], words)]
    if row["score"] is not None:
        parts.append(words("line_score", score=row["score"], standard=row["standard"]))
    lines = [f"{row['file']}: {', '.join(parts)}; {row['verdict']}"]
    return "\n".join([*lines, *(f"  {_reason(reason, words)}" for reason in row["reasons"])])


def _reason(reason: str, words: Words) -> str:
    told = said(reason, words)
    return f"{told.check}: {told.sentence}" if told.check else reason


def _age(row: Mapping[str, Any], words: Words) -> str:
    if row["bone_age_years"] is not None:
        return words("line_age", years=words.number(row["bone_age_years"], 1))
    return words(_BOUNDS[row["bone_age_bound"]])


def _interval(interval_years: Sequence[float | None] | None, words: Words) -> list[str]:
    if interval_years is None:
        return []
    low, high = interval_years
    if low is None and high is None:
        return []
    start = words("index_below") if low is None else words.number(low, 1)
    end = words("index_mature") if high is None else words.number(high, 1)
    title = words("interval", coverage=words.percent(COVERAGE)).replace("\u00a0", " ")
    return [f"{title} {words('to', low=start, high=end)}"]
