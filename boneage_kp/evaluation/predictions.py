"""Readings from files, for evaluating: `results.jsonl` as `infer` writes it, and plain predictions.

Plain predictions are one JSON object, film to reading, where a bone may be just `[x, y]`:

    {"images/1.png": {"bones": {"radius": [812.5, 1630.0]}, "bone_age_years": 5.1}}
"""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from boneage_kp.data.formats.coco_fields import Fields
from boneage_kp.data.formats.faults import FaultList
from boneage_kp.data.formats.utf8_lines import Utf8Lines
from boneage_kp.evaluation.prediction_row import parse_reading
from boneage_kp.schema.hand import HAND, HandSchema
from boneage_kp.schema.records import HandReading

Row = tuple[str, str, dict[str, Any]]  # how messages call it, the film as given, its reading


def read_predictions(
    path: Path, film_names: Iterable[str], standard_id: str, schema: HandSchema = HAND
) -> list[HandReading]:
    """Readings of a file, under the names that the truths have for their films.

    path:         `.jsonl`: one reading a line with its `file`; anything else: plain predictions.
    film_names:   of the truths; a reading's path may have more folders in front.
    standard_id:  by which the films were read.
    raises:       AnnotationError with every fault of the file; OSError when it cannot be opened.
    """
    faults = FaultList(path)
    named = film_finder(film_names)
    rows = _lines(path, faults) if path.suffix == ".jsonl" else _objects(path, faults)
    readings: list[HandReading] = []
    seen: dict[str, str] = {}
    for place, given, row in rows:
        fields = Fields(row, place, faults)
        name = _film_of(fields, given, named)
        reading = parse_reading(fields, name or given, standard_id, schema)
        if name in seen:
            got = f"is read a second time, first in {seen[name]}"
            fields.fault(f"film {name!r}", got, "wanted one reading of each film")
        elif name is not None:
            seen[name] = place
            readings.append(reading)
    faults.raise_if_any()
    return readings


def film_finder(film_names: Iterable[str]) -> Callable[[str], list[str]]:
    """A function from a path as given to the films it may mean: itself, else by its last parts."""
    exact = {_tidy(name): name for name in film_names}
    by_last: dict[str, list[str]] = {}
    for tidy in exact:
        by_last.setdefault(tidy.rpartition("/")[2], []).append(tidy)

    def named(given: str) -> list[str]:
        tidy = _tidy(given)
        if tidy in exact:
            return [exact[tidy]]
        ends = [t for t in by_last.get(tidy.rpartition("/")[2], []) if f"/{tidy}".endswith(f"/{t}")]
        longest = max(map(len, ends), default=0)
        return [exact[t] for t in ends if len(t) == longest]

    return named


def write_predictions(readings: Iterable[HandReading]) -> str:
    """The plain predictions of readings, as text: what other programs compare points by."""
    document = {
        reading.file_name: {
            "bones": {
                name: [round(v, 3) for v in bone.xy_px]
                for name, bone in reading.bones.items()
                if bone.xy_px is not None
            },
            "bone_age_years": _years(reading.bone_age_months),
            "bone_age_bound": reading.bone_age_bound,
            "verdict": reading.verdict,
        }
        for reading in readings
    }
    return json.dumps(document, indent=1, allow_nan=False) + "\n"


def _tidy(name: str) -> str:
    return str(PurePosixPath(name.replace("\\", "/")))


def _years(months: float | None) -> float | None:
    return None if months is None else round(months / 12, 6)


def _lines(path: Path, faults: FaultList) -> Iterator[Row]:
    """(place, file as given, row) of every line that is a JSON object with a file."""
    lines = Utf8Lines(path, faults)
    for line in lines:
        place = f"row {lines.count}"
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:  # ValueError: also of endless digits
            faults.add(place, "", f"is no JSON ({error})", "wanted one object a line")
            continue
        given = row.get("file") if isinstance(row, dict) else None
        if isinstance(given, str) and given:
            yield f"{place}, {given!r}", given, row
        else:
            wanted = 'wanted an object with "file", the path of its film'
            faults.add(place, '"file"', "is missing", wanted)


def _objects(path: Path, faults: FaultList) -> Iterator[Row]:
    """(place, film as given, reading) of plain predictions."""
    try:
        document = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        cure = "A file with a row a line must be called .jsonl."
        faults.stop("", "", f"is no JSON ({error})", "wanted one object, film to reading", cure)
    if not isinstance(document, dict):
        got = f"holds a {type(document).__name__}"
        faults.stop("", "", got, 'wanted an object, {"film.png": {"bones": {"radius": [x, y]}}}')
    for given, row in document.items():
        if isinstance(row, dict):
            yield f"film {given!r}", given, row
        elif row is not None:  # null: not read
            faults.add(f"film {given!r}", "", f"holds {row!r}", 'wanted {"bones": {…}} or null')


def _film_of(fields: Fields, given: str, named: Callable[[str], list[str]]) -> str | None:
    names = named(given)
    if len(names) == 1:
        return names[0]
    if names:
        got, wanted = f"may be {' or '.join(map(repr, names))}", "wanted one film"
        fields.fault("film", got, wanted, "Read the films under the names that the truth has.")
    else:
        wanted = "wanted a film of the truth file"
        cure = "Evaluate with the truth of these films, or leave that reading out."
        fields.fault("film", "has no truth", wanted, cure)
    return None
