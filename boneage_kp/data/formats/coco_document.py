"""Bytes of a COCO file to its JSON document, refusing what is no sound JSON object by its place."""

import json
import math
from pathlib import Path
from typing import Any, NoReturn

from boneage_kp.data.formats.faults import FaultList

# What helps a person find an object in a long file, in the order of how well it does.
_TELLING_KEYS = ("id", "file_name", "name", "image_id")


def load_document(path: Path, faults: FaultList) -> dict[str, Any]:
    """Read a JSON object; keys given twice are noted, what cannot be read at all is raised.

    faults:   gets a fault per doubled key.
    returns:  the object, with a NaN kept as a float for the checks that follow to name.
    """
    text = _decoded(path.read_bytes(), faults)
    if not text.strip():
        faults.stop("", "", "the file is empty", "wanted a COCO JSON object")

    def build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        record = dict(pairs)
        if len(record) < len(pairs):
            _note_doubled(pairs, record, faults)
        return record

    try:
        document = json.loads(text, object_pairs_hook=build)
    except json.JSONDecodeError as error:
        _refuse_syntax(error, text, faults)
    except RecursionError:
        faults.stop("", "", "brackets are nested too deep", "wanted a COCO JSON object")
    except ValueError as error:  # an integer of thousands of digits
        faults.stop("", "", f"a number cannot be read ({error})", "wanted plain numbers")
    cure = 'A COCO file starts with {"images": [...], "annotations": [...], "categories": [...]}.'
    if not isinstance(document, dict):
        kind = type(document).__name__
        faults.stop("", "", f"the file holds a {kind}", "wanted a JSON object", cure)
    if not {"images", "annotations", "categories"} & set(document):
        keys = shown(" ".join(document)) if document else "none"
        faults.stop("", "", f"the file's keys are {keys}", "wanted a COCO file of hands", cure)
    return document


def _decoded(data: bytes, faults: FaultList) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        faults.stop(
            "",
            f"byte {error.start}",
            f"0x{data[error.start]:02x} is no UTF-8",
            "wanted UTF-8 text",
            "Save the file as UTF-8 (iconv -f <its encoding> -t utf-8).",
        )


def _note_doubled(pairs: list[tuple[str, Any]], record: dict[str, Any], faults: FaultList) -> None:
    names = [key for key, _ in pairs]
    place = next(
        (f"the object with {k!r}: {record[k]!r}" for k in _TELLING_KEYS if k in record), ""
    )
    for key in sorted({key for key in names if names.count(key) > 1}):
        values = ", ".join(shown(value) for name, value in pairs if name == key)
        faults.add(
            place or "an object",
            f"key {key!r}",
            f"stands {names.count(key)} times ({values})",
            "wanted it once",
            "Remove all but the right one.",
        )


def _refuse_syntax(error: json.JSONDecodeError, text: str, faults: FaultList) -> NoReturn:
    place = f"line {error.lineno}, column {error.colno}"
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        cure = "The file was cut off while it was written or copied: fetch it again."
        faults.stop("", place, "the file ends in mid-text", "wanted the closing brackets", cure)
    found = text[error.pos : error.pos + 20].splitlines()[0]
    faults.stop("", place, f"{found!r} is no JSON here ({error.msg})", "wanted sound JSON")


def shown(value: object, limit: int = 60) -> str:
    """A value of a file, short enough for a message."""
    text = repr(value)
    return text if len(text) <= limit else f"{text[: limit - 3]}..."


def has_non_finite(value: object) -> bool:
    """Whether NaN or an infinity, for which JSON has no word, hides anywhere in a value."""
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, float):
            if not math.isfinite(item):
                return True
        elif isinstance(item, dict):
            pending.extend(item.values())
        elif isinstance(item, list | tuple):
            pending.extend(item)
    return False
