"""Rows of results as CSV: one film a row, every column documented here (and in docs/batch.md)."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from boneage_kp.schema.hand import HAND, HandSchema

_OF_THE_FILM = {
    "file": "the path as it was given",
    "verdict": "ok, review (a person should look), rejected (no bone age)",
    "error": "why the film could not be read at all; empty when it was",
    "reasons": "what the checks found, one 'name: sentence' each, parted by ' | '",
    "sex": "M, F, or empty when not known",
    "age_years": "chronological age, when given",
    "standard": "id of the scoring standard",
    "score": "sum over the bones' stages",
    "bone_age_years": "of that score; empty when rejected, without sex, or a bound",
    "bone_age_bound": "below_first_row or mature: the score lies off the standard's curve",
    "age_median_years": "of the distribution; empty when it falls on a bound",
    "age_mean_years": "of the part of the distribution that lies on the curve",
    "interval_low_years": "lower end of the central 90 %; empty below the first row",
    "interval_high_years": "upper end; empty where it is mature",
    "corrected": "bones that a person rated, 'radius F>G' each, parted by ' | '; empty: none. "
    "Score, ages and stages of the row are the person's then",
    "machine_score": "with a correction: the machine's own score",
    "machine_bone_age_years": "with a correction: the machine's own bone age",
    "machine_bone_age_bound": "with a correction: the machine's own bound",
    "image_digest": "SHA-256 of the film's file",
    "model_digest": "SHA-256 of the weights",
}
_OF_A_BONE = {
    "stage": "stage of the bone; empty: not found",
    "probability": "of that stage",
    "machine_stage": "the machine's stage where a person rated the bone; else empty",
    "confidence": "of the point, 0 to 1",
    "x_px": "centre of the growth plate, pixels of the original film, to the right",
    "y_px": "the same, downwards",
}
_ENCODING = "utf-8"


class CsvForm(NamedTuple):
    """One kind of results.csv: its first line, and a row of results as a line."""

    header: Callable[[], bytes]
    line: Callable[[Mapping[str, Any]], bytes]


def columns(schema: HandSchema = HAND) -> dict[str, str]:
    """Name -> meaning of every column, in their order."""
    bones = {
        f"{bone}_{name}": f"{bone}: {meaning}"
        for bone in schema.names
        for name, meaning in _OF_A_BONE.items()
    }
    return _OF_THE_FILM | bones


def csv_header(schema: HandSchema = HAND) -> bytes:
    return line_of(list(columns(schema)))


def csv_line(row: Mapping[str, Any], schema: HandSchema = HAND) -> bytes:
    """One row of results (see `results_row`) as a line of results.csv."""
    correction = row.get("correction") or {}
    machine = correction.get("machine", {})
    low, high = row["interval_years"] or (None, None)
    derived = {
        "reasons": " | ".join(row["reasons"]),
        "interval_low_years": low,
        "interval_high_years": high,
        "corrected": " | ".join(
            f"{name} {bone['machine_stage'] or 'not found'}>{bone['person_stage']}"
            for name, bone in correction.get("bones", {}).items()
        ),
        "machine_score": machine.get("score"),
        "machine_bone_age_years": machine.get("bone_age_years"),
        "machine_bone_age_bound": machine.get("bone_age_bound"),
        "image_digest": row["digests"].get("image"),
        "model_digest": row["digests"].get("model"),
    }
    cells = [derived.get(name, row.get(name)) for name in _OF_THE_FILM]
    for bone in schema.names:
        rated = correction.get("bones", {}).get(bone, {})
        cells += _bone_cells(row["bones"].get(bone), rated.get("machine_stage"))
    return line_of(cells)


def _bone_cells(bone: Mapping[str, Any] | None, machine_stage: str | None) -> list[Any]:
    if bone is None:
        return [None] * len(_OF_A_BONE)
    x_px, y_px = bone["xy_px"] or (None, None)
    probability = bone["posterior"].get(bone["stage"])
    return [bone["stage"], probability, machine_stage, bone["confidence"], x_px, y_px]


def line_of(cells: Sequence[Any]) -> bytes:
    """RFC 4180, a line feed ends the row; bytes that are no text are written with backslashes."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(["" if c is None else c for c in cells])
    return text.getvalue().encode(_ENCODING, "backslashreplace")


HANDS = CsvForm(csv_header, csv_line)
