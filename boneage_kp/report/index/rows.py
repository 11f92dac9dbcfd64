"""results.jsonl for the index: one row at a time, each cut down to what a list shows."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from boneage_kp.report.age_row import KIND as WHOLE_IMAGE
from boneage_kp.report.page.names import film_stem, page_path, thumbnail_path
from boneage_kp.report.reasons import sentence
from boneage_kp.report.words import ENGLISH, Words

# "unchecked": read by a whole-image system, for which there are no checks and so no verdict.
VERDICTS = ("ok", "review", "rejected", "unreadable", "unchecked")
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


def index_rows(rows_path: Path, output_dir: Path, words: Words = ENGLISH) -> Iterator[IndexRow]:
    """Every film of results.jsonl, in its order, one in memory at a time.

    words:   that the reasons are told in.
    raises:  ValueError that names file and line where a line is no row. A last line without its
             end, which a killed run may leave, is passed over.
    """
    with open(rows_path, "rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.endswith(b"\n"):
                return
            try:
                row = json.loads(line)
                yield _index_row(row, output_dir, words)
            except (ValueError, KeyError, TypeError, AttributeError) as fault:
                raise ValueError(
                    f"{rows_path}, line {number}: is no row of results.jsonl "
                    f"({type(fault).__name__}: {fault}); read this film again"
                ) from fault


def _index_row(row: Mapping[str, Any], output_dir: Path, words: Words) -> IndexRow:
    file, interval = str(row["file"]), row["interval_years"]
    error = str(row.get("error") or "").removeprefix(f"{file}: ")
    unchecked = row.get("kind") == WHOLE_IMAGE
    verdict = "unreadable" if error else "unchecked" if unchecked else row["verdict"]
    bound = None if unchecked else row["bone_age_bound"]
    reasons = [] if unchecked else row["reasons"]
    low, high = interval or (None, None)
    return IndexRow(
        file=file,
        stem=film_stem(file),
        has_page=os.path.isfile(f"{output_dir}/{page_path(file)}"),
        has_picture=os.path.isfile(f"{output_dir}/{thumbnail_path(file)}"),
        verdict=VERDICTS.index(verdict),
        bone_age=_years(row["bone_age_years"]),
        bound={"below_first_row": -1, "mature": 1, None: 0}[bound],
        low=_years(low),
        high=_years(high),
        has_interval=interval is not None,
        age=_years(row["age_years"]),
        sex=row["sex"],
        corrected=row.get("correction") is not None,
        reasons=_shortened(error or " ".join(f"{sentence(one, words)}." for one in reasons)),
    )


def _shortened(text: str) -> str:
    return text if len(text) <= _REASON_SIGNS else f"{text[: _REASON_SIGNS - 1]}…"


def _years(years: float | None) -> float | None:
    # As fine as the row has it: rounded twice, 10.3497 would be 10.4 here and 10.3 on its page.
    return None if years is None else float(years)
