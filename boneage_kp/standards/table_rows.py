"""Reads the rows of a table's csv files, strictly: text, columns and numbers, with line numbers."""

import csv
import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from boneage_kp.schema.records import Sex
from boneage_kp.standards.faults import Fault

_WHOLE = re.compile(r"\d+")
_DECIMAL = re.compile(r"\d+(\.\d+)?([eE][-+]?\d+)?")


class Row(NamedTuple):
    """One row of a csv file with its cells parsed; `line` counts from 1, the header included."""

    line: int
    cells: dict[str, Any]


def parse_sex(text: str) -> Sex:
    """M or F and nothing else: tables are written by programs and read by everyone."""
    if text not in ("M", "F"):
        raise ValueError("M or F")
    return Sex(text)


def parse_name(text: str) -> str:
    """A bone's or stage's name, as the toml writes it."""
    if not text or text != text.strip():
        raise ValueError("a name without blanks around it")
    return text


def parse_whole(text: str) -> int:
    """A whole number, not negative."""
    if not _WHOLE.fullmatch(text):
        raise ValueError("a whole number, 0 or more")
    return int(text)


def parse_decimal(text: str) -> float:
    """A decimal number, not negative, finite, with a point."""
    if not _DECIMAL.fullmatch(text) or not math.isfinite(float(text)):
        raise ValueError("a decimal number, 0 or more, written with a point")
    return float(text)


def read_text(path: Path, faults: list[Fault]) -> str | None:
    """The text of a file, or None with a fault: missing, not UTF-8, or empty."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        faults.append(
            Fault(path.name, None, "no such file", f"a file {path.name} in {path.parent}")
        )
        return None
    except UnicodeDecodeError as error:
        row = path.read_bytes()[: error.start].count(b"\n") + 1
        got = f"byte 0x{error.object[error.start]:02x}, which is not UTF-8"
        faults.append(Fault(path.name, row, got, "UTF-8 text", "Save the file as UTF-8."))
        return None
    except OSError as error:
        faults.append(Fault(path.name, None, str(error.strerror), "a readable file"))
        return None
    if not text.strip():
        faults.append(Fault(path.name, None, "an empty file", "a table with its header"))
        return None
    return text


def read_rows(
    path: Path, columns: Mapping[str, Callable[[str], Any]], faults: list[Fault]
) -> list[Row] | None:
    """The rows of a csv file whose header is exactly `columns`.

    columns:  column name -> parser, which raises ValueError with what it wanted.
    faults:   what is wrong is added here; a row with a fault is left out.
    returns:  the sound rows, or None when the file as a whole cannot be read.
    """
    text = read_text(path, faults)
    if text is None:
        return None
    lines = csv.reader(text.splitlines(), strict=True)
    rows: list[Row] = []
    try:
        header = next(lines)
        if header != list(columns):
            faults.append(Fault(path.name, 1, f"columns {','.join(header)}", ",".join(columns)))
            return None
        for texts in lines:
            row = _parse(path.name, lines.line_num, texts, columns, faults)
            if row is not None:
                rows.append(row)
    except csv.Error as error:
        faults.append(Fault(path.name, lines.line_num, str(error), "plain csv, no quotes needed"))
    return rows


def _parse(
    file: str,
    line: int,
    texts: list[str],
    columns: Mapping[str, Callable[[str], Any]],
    faults: list[Fault],
) -> Row | None:
    if len(texts) != len(columns):
        got = f"{len(texts)} cells" if texts else "an empty line"
        faults.append(Fault(file, line, got, f"{len(columns)} cells: {','.join(columns)}"))
        return None
    cells: dict[str, Any] = {}
    for (name, parse), text in zip(columns.items(), texts, strict=True):
        try:
            cells[name] = parse(text)
        except ValueError as error:
            faults.append(Fault(file, line, f"{name} {text!r}", str(error)))
    return Row(line, cells) if len(cells) == len(columns) else None
