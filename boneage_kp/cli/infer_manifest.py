"""A CSV manifest for `infer`: one film a row, columns `file` and optionally `sex` and `age`."""

import csv
from collections.abc import Iterator
from pathlib import Path

from boneage_kp.data.formats.age_text import read_age_years
from boneage_kp.data.formats.faults import FaultList
from boneage_kp.data.formats.utf8_lines import Utf8Lines
from boneage_kp.engine.batch.films import FilmFile, filled
from boneage_kp.schema.records import Sex

COLUMNS = ("file", "sex", "age")
_WANTED = "wanted the columns file,sex,age (sex and age may be left out)"


def films_of_manifest(
    path: Path, sex: Sex | None = None, age_years: float | None = None
) -> list[FilmFile]:
    """Every row's film; paths start from the manifest's folder. Empty cells leave sex and age open.

    sex, age_years:  of films whose row does not say.
    raises:          AnnotationError with every fault of the file; nothing is read then.
    """
    faults = FaultList(path)
    films = list(_films(path, sex, age_years, faults))
    faults.raise_if_any()
    if not films:
        faults.stop("", "", "the manifest names no film", "wanted a row per film")
    return films


def _films(
    path: Path, sex: Sex | None, age_years: float | None, faults: FaultList
) -> Iterator[FilmFile]:
    reader = csv.reader(Utf8Lines(path, faults), strict=True)
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        _check_header(header, faults)
        for cells in reader:
            if not any(map(str.strip, cells)):
                continue  # what spreadsheets leave where rows were cleared
            if len(cells) != len(header):
                got = f"has {len(cells)} cells"
                faults.add(f"row {reader.line_num}", "", got, f"wanted {len(header)}")
                continue
            film = _film(path, dict(zip(header, cells, strict=True)), reader.line_num, faults)
            yield filled(film, sex, age_years)
    except csv.Error as error:
        got, cure = f"is no sound CSV ({error})", "Is a quote left open, or the file cut off?"
        faults.add(f"row {reader.line_num}", "", got, _WANTED, cure)


def _check_header(header: list[str], faults: FaultList) -> None:
    faults.raise_if_any()
    if "file" not in header:
        cure = "The first row names the columns; cells are parted by commas."
        faults.stop("row 1", "", f"got {','.join(header)!r}", _WANTED, cure)
    for name in dict.fromkeys(header):
        if name not in COLUMNS:
            cure = "Ages are years: call the column 'age'." if name.startswith("age") else ""
            faults.add("row 1", f"column {name!r}", "is unknown", _WANTED, cure)
        elif header.count(name) > 1:
            faults.add("row 1", f"column {name!r}", "stands twice", "wanted it once")
    faults.raise_if_any()


def _film(path: Path, row: dict[str, str], line: int, faults: FaultList) -> FilmFile:
    place = f"row {line}"
    name = row["file"].strip()
    if not name:
        faults.add(place, "column 'file'", "is empty", "wanted the path of a film")
    age_text, sex_text = row.get("age", "").strip(), row.get("sex", "").strip()
    age = read_age_years(age_text, faults, place, "column 'age'") if age_text else None
    sex = None
    if sex_text:
        try:
            sex = Sex.parse(sex_text)
        except ValueError:
            cure = "Leave it empty when it is not known."
            faults.add(place, "column 'sex'", f"got {sex_text!r}", "wanted F or M", cure)
    film = path.parent / name
    return FilmFile(film, str(film), sex, age, "manifest", "manifest")
