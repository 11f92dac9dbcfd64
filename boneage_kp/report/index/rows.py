"""results.jsonl for the index: one row at a time, each cut down to what a list shows."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from boneage_kp.report.page.names import film_stem, page_path, thumbnail_path

VERDICTS = ("ok", "review", "rejected", "unreadable")
_REASON_SIGNS = 240  # of all reasons of a film; its page and its row have them whole


class IndexRow(NamedTuple):
    """One film. In the page's data it is a list in this order; `script.py` reads it.

    stem:       of its page and thumbnail.
    corrected:  whether a person gave stages; the ages then are those of the person.
    has_page, has_picture:  whether these files were there when the index was written.
    verdict:    index into VERDICTS.
    bound:      -1 below the curve, 1 mature, 0 neither.
    low, high:  years; None is an open end.
    """

    file: str
    stem: str
    has_page: bool
    has_picture: bool
    verdict: int
    bone_age: float | None
    bound: int
    low: float | None
    high: float | None
    has_interval: bool
    age: float | None
    sex: str | None
    reasons: str
    corrected: bool


def index_rows(rows_path: Path, output_dir: Path) -> Iterator[IndexRow]:
    """Every film of results.jsonl, in its order, one in memory at a time.

    raises:  ValueError that names file and line where a line is no row. A last line without its
             end, which a killed run may leave, is passed over.
    """
    with open(rows_path, "rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.endswith(b"\n"):
                return
            try:
                row = json.loads(line)
                yield _index_row(row, output_dir)
            except (ValueError, KeyError, TypeError, AttributeError) as fault:
                raise ValueError(
                    f"{rows_path}, line {number}: is no row of results.jsonl "
                    f"({type(fault).__name__}: {fault}); read this film again"
                ) from fault


def _index_row(row: Mapping[str, Any], output_dir: Path) -> IndexRow:
    file, interval = str(row["file"]), row["interval_years"]
    error = str(row.get("error") or "").removeprefix(f"{file}: ")
    verdict = "unreadable" if error else row["verdict"]
    low, high = interval or (None, None)
    return IndexRow(
        file=file,
        stem=film_stem(file),
        has_page=os.path.isfile(f"{output_dir}/{page_path(file)}"),
        has_picture=os.path.isfile(f"{output_dir}/{thumbnail_path(file)}"),
        verdict=VERDICTS.index(verdict),
        bone_age=_tenths(row["bone_age_years"]),
        bound={"below_first_row": -1, "mature": 1, None: 0}[row["bone_age_bound"]],
        low=_tenths(low),
        high=_tenths(high),
        has_interval=interval is not None,
        age=_tenths(row["age_years"]),
        sex=row["sex"],
        corrected=row.get("correction") is not None,
        reasons=_shortened(error if error else " ".join(map(_sentence, row["reasons"]))),
    )


def _sentence(reason: str) -> str:
    """A reason without the name of its check."""
    text = reason.partition(": ")[2] or reason
    return f"{text[:1].upper()}{text[1:]}."


def _shortened(text: str) -> str:
    return text if len(text) <= _REASON_SIGNS else f"{text[: _REASON_SIGNS - 1]}…"


def _tenths(years: float | None) -> float | None:
    return None if years is None else round(float(years), 2)
