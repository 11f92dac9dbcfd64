"""Tables of the RSNA 2017 bone age challenge: a film a row, with sex and bone age, no bones.

Columns, in any order and case: `id`, `boneage` in months, `male` (True/False). The challenge's own
later tables say `Image ID` or `Case ID`, `Bone Age (months)` or `Ground truth bone age (months)`,
and `Sex` (M/F). Films are `<id>.png`. Other columns are let through and not read.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from boneage_kp.data.formats.faults import FaultList
from boneage_kp.data.formats.utf8_lines import Utf8Lines
from boneage_kp.schema.records import HandRecord, Sex

ENDING = ".png"
UNKNOWN_SIZE = (0, 0)  # a table does not say how large its films are
MAX_AGE_MONTHS = 300.0
# What we call a column -> how tables call it.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "image id", "case id"),
    "boneage": ("boneage", "bone age (months)", "ground truth bone age (months)"),
    "male": ("male", "sex"),
}
_WANTED = "wanted the columns id,boneage,male (boneage in months; male True or False)"
_MONTHS = re.compile(r"[0-9]+(\.[0-9]*)?|\.[0-9]+")
_SEXES = {"true": Sex.MALE, "1": Sex.MALE, "m": Sex.MALE, "male": Sex.MALE}
_SEXES |= {"false": Sex.FEMALE, "0": Sex.FEMALE, "f": Sex.FEMALE, "female": Sex.FEMALE}


def read(path: Path) -> tuple[HandRecord, ...]:
    """One record a row, without bones; its film is named `<id>.png`.

    A table without bone ages (the challenge's test set) gives records whose age is None; so does
    one without sexes. An empty cell of a column that is there is a fault.
    raises:  AnnotationError with every fault of the file.
    """
    faults = FaultList(path)
    records = tuple(_records(path, faults))
    faults.raise_if_any()
    if not records:
        faults.stop("", "", "the table has no rows", "wanted a row per film")
    return records


def films_folder(path: Path, records: Sequence[HandRecord]) -> Path:
    """Where a table's films lie: beside it, or in a folder of its name, as archives unpack it."""
    beside, named = path.parent, path.with_suffix("")
    for folder in (named, named / named.name, beside):
        if (folder / records[0].file_name).is_file():
            return folder
    return beside


def _records(path: Path, faults: FaultList) -> Iterator[HandRecord]:
    reader = csv.reader(Utf8Lines(path, faults), strict=True)
    seen: dict[str, int] = {}
    try:
        header = next(reader, [])
        places = _places(header, faults)
        for cells in reader:
            place = f"row {reader.line_num}"
            if not any(map(str.strip, cells)):
                continue  # what spreadsheets leave where rows were cleared
            if len(cells) != len(header):
                faults.add(place, "", f"has {len(cells)} cells", f"wanted {len(header)}")
                continue
            row = {name: cells[column].strip() for name, column in places.items()}
            first = seen.setdefault(row["id"], reader.line_num)
            if first != reader.line_num:
                got, wanted = f"{row['id']!r} stands in row {first} too", "wanted each film once"
                faults.add(place, "column 'id'", got, wanted)
            yield _record(row, place, faults)
    except csv.Error as error:
        cure = "Is a quote left open, or the file cut off?"
        got = f"is no sound CSV ({error})"
        faults.add(f"row {reader.line_num}", "", got, _WANTED, cure)


def _places(header: Sequence[str], faults: FaultList) -> dict[str, int]:
    """Our column name -> place in the row."""
    faults.raise_if_any()
    names = [" ".join(cell.lower().split()) for cell in header]
    places = {}
    for column, spellings in HEADINGS.items():
        found = [place for place, name in enumerate(names) if name in spellings]
        if len(found) > 1:
            twice = " and ".join(repr(header[place]) for place in found)
            faults.add("row 1", "", f"columns {twice} both say {column}", "wanted one of them")
        if found:
            places[column] = found[0]
    if "id" not in places:
        cure = "The first row names the columns; cells are parted by commas."
        faults.add("row 1", "column 'id'", f"is missing; got {','.join(header)!r}", _WANTED, cure)
    faults.raise_if_any()
    return places


def _record(row: Mapping[str, str], place: str, faults: FaultList) -> HandRecord:
    name = row["id"]
    if not name or name != Path(name).name:
        faults.add(place, "column 'id'", f"got {name!r}", "wanted the name of a film")
    return HandRecord(
        file_name=f"{name}{ENDING}",
        size_hw=UNKNOWN_SIZE,
        bones={},
        sex=_sex(row["male"], place, faults) if "male" in row else None,
        bone_age_months=_age(row["boneage"], place, faults) if "boneage" in row else None,
    )


def _sex(text: str, place: str, faults: FaultList) -> Sex | None:
    sex = _SEXES.get(text.lower())
    if sex is None:
        wanted = "wanted True or False, M or F"
        faults.add(place, "column 'male'", f"got {text!r}", wanted, "Say it, or drop the film.")
    return sex


def _age(text: str, place: str, faults: FaultList) -> float | None:
    months = float(text) if _MONTHS.fullmatch(text) else None
    if months is not None and months <= MAX_AGE_MONTHS:
        return months
    wanted = f"wanted months from 0 to {MAX_AGE_MONTHS:g}, with a decimal point"
    faults.add(place, "column 'boneage'", f"got {text!r}", wanted)
    return None
