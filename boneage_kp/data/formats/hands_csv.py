"""Stages of many hands as CSV, one hand a row, read in constant memory.

Columns, in any order: `sex`, a column a bone of the standard, and optionally `id` and `age_years`.
A bone's cell holds a stage (G) or probabilities ("G:0.7,H:0.3"); empty means not rated.
"""

import csv
import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from boneage_kp.data.formats.faults import FaultList
from boneage_kp.data.formats.rating_text import RatingFault, parse_rating
from boneage_kp.data.formats.utf8_lines import Utf8Lines
from boneage_kp.schema.records import Sex
from boneage_kp.standards import Standard

OPTIONAL = ("id", "age_years")
MAX_AGE_YEARS = 25.0
_PARSED_KEPT = 10_000


class HandRow(NamedTuple):
    """One sound row.

    row:          number of the row as a spreadsheet shows it (the header is row 1).
    stage_index:  per bone of the standard the index of its stage, when all are certain; else None.
    ratings:      bone -> stage -> probability of the rated bones, when not all are certain.
    """

    row: int
    hand_id: str
    sex: Sex
    age_years: float | None
    stage_index: list[int] | None
    ratings: Mapping[str, Mapping[str, float]] | None


class HandsCsv:
    """Reads a file row by row; what is wrong is noted in `faults` and the row left out.

    allow_unrated:  let bones without a stage through (they will be imputed).
    position, size: bytes read so far and in all, for a progress bar.
    """

    def __init__(
        self, path: Path, standard: Standard, faults: FaultList, allow_unrated: bool = False
    ) -> None:
        self.standard, self.faults, self.allow_unrated = standard, faults, allow_unrated
        self._lines = Utf8Lines(path, faults)
        self._index = [{s: i for i, s in enumerate(standard.stages[b])} for b in standard.bones]
        self._sexes: dict[str, Sex] = {}
        self._parsed: dict[tuple[str, str], dict[str, float]] = {}

    @property
    def position(self) -> int:
        return self._lines.position

    @property
    def size(self) -> int:
        return self._lines.size

    def __iter__(self) -> Iterator[HandRow]:
        reader = csv.reader(self._lines, strict=True)
        header = self._next(reader)
        if header is None:
            self.faults.stop("", "", "the file is empty", self._wanted_columns())
        self.faults.raise_if_any()  # a header that cannot be read makes nonsense of every row
        places = self._places(header)
        count = 0
        # `Utf8Lines` counts lines, `reader.line_num` too: a quoted cell may span several.
        while (cells := self._next(reader)) is not None:
            if not cells:
                continue
            count += 1
            row = self._row(cells, reader.line_num, places, len(header))
            if row is not None:
                yield row
        if count == 0:
            self.faults.add("", "", "the file has a header and no rows", "wanted a row per hand")

    def _next(self, reader: Iterator[list[str]]) -> list[str] | None:
        """The next row's cells; None at the end, or where the CSV itself breaks off."""
        try:
            return next(reader, None)
        except csv.Error as error:
            line = f"row {self._lines.count}"
            cure = "Is a quote left open, or the file cut off?"
            self.faults.add(
                line, "", f"is no sound CSV ({error})", "wanted comma separated cells", cure
            )
            return None

    def _wanted_columns(self) -> str:
        return f"wanted columns sex,{','.join(self.standard.bones)} and optionally id,age_years"

    def _places(self, header: list[str]) -> dict[str, int]:
        """Column name -> place; every wrong, missing or doubled column is named, then raised."""
        names = [name.strip() for name in header]
        wanted = ["sex", *self.standard.bones]
        for name in dict.fromkeys(names):
            if names.count(name) > 1:
                self._column(name, f"stands {names.count(name)} times", "wanted it once")
            if name not in wanted and name not in OPTIONAL:
                near = difflib.get_close_matches(name, [*wanted, *OPTIONAL], n=1)
                cure = f"Did you mean {near[0]!r}?" if near else "Remove the column."
                if name.startswith("age"):
                    cure = "Ages are years here: call the column 'age_years'."
                self._column(name, "is unknown", self._wanted_columns(), cure)
        for name in wanted:
            if name not in names:
                self._column(name, "is missing", self._wanted_columns())
        if len(names) == 1 and (";" in names[0] or "\t" in names[0]):
            cure = "Save it with commas between the cells."
            self.faults.add(
                "row 1", "", "the cells are split by ';' or tabs", "wanted commas", cure
            )
        self.faults.raise_if_any()
        return {name: place for place, name in enumerate(names)}

    def _column(self, name: str, got: str, wanted: str, cure: str = "") -> None:
        self.faults.add("row 1", f"column {name!r}", got, wanted, cure)

    def _row(
        self, cells: list[str], row: int, places: dict[str, int], width: int
    ) -> HandRow | None:
        if len(cells) != width:
            last = self._lines.ended and len(cells) < width
            cure = "It is the last row: was the file cut off?" if last else "Check its commas."
            self.faults.add(f"row {row}", "", f"has {len(cells)} cells", f"wanted {width}", cure)
            return None
        before = self.faults.count
        texts = [cells[places[bone]].strip() for bone in self.standard.bones]
        index = [known.get(text, -1) for known, text in zip(self._index, texts, strict=True)]
        certain = min(index) >= 0
        hand_id = cells[places["id"]].strip() if "id" in places else ""
        sex = self._sex(cells[places["sex"]], row)
        age_years = self._age(cells[places["age_years"]], row) if "age_years" in places else None
        ratings = None if certain else self._ratings(texts, row)
        if self.faults.count > before or sex is None:
            return None
        return HandRow(
            row, hand_id or f"row {row}", sex, age_years, index if certain else None, ratings
        )

    def _rating(self, bone: str, text: str) -> dict[str, float]:
        """A cell's rating; texts repeat, so those met are kept, in bounded memory."""
        known = self._parsed.get((bone, text))
        if known is None:
            if len(self._parsed) >= _PARSED_KEPT:
                self._parsed.clear()
            known = self._parsed[bone, text] = parse_rating(self.standard, bone, text)
        return known

    def _sex(self, text: str, row: int) -> Sex | None:
        if text not in self._sexes:
            try:
                self._sexes[text] = Sex.parse(text)
            except ValueError:
                got = f"got {text!r}" if text.strip() else "is missing"
                wanted = "wanted F or M"
                cure = "Girls and boys have different tables, so there is no score without it."
                self.faults.add(f"row {row}", "column 'sex'", got, wanted, cure)
                return None
        return self._sexes[text]

    def _age(self, text: str, row: int) -> float | None:
        if not text.strip():
            return None
        try:
            age_years = float(text)
        except ValueError:
            age_years = -1.0
        if not 0 <= age_years <= MAX_AGE_YEARS:
            wanted = f"wanted years from 0 to {MAX_AGE_YEARS:g}, with a decimal point"
            cure = "Leave it empty when it is not known."
            self.faults.add(f"row {row}", "column 'age_years'", f"got {text!r}", wanted, cure)
            return None
        return age_years

    def _ratings(self, texts: list[str], row: int) -> dict[str, dict[str, float]]:
        ratings = {}
        unrated = []
        for bone, text in zip(self.standard.bones, texts, strict=True):
            if not text:
                unrated.append(bone)
                continue
            try:
                ratings[bone] = self._rating(bone, text)
            except RatingFault as fault:
                self.faults.add(
                    f"row {row}", f"column {bone!r}", fault.got, fault.wanted, fault.cure
                )
        if unrated and (not self.allow_unrated or not ratings):
            wanted = f"{self.standard.id} needs all {len(self.standard.bones)} bones"
            cure = "Rate them, or give --impute to have them estimated from the other bones."
            if len(unrated) == len(self.standard.bones):
                cure = "Remove the row, or rate the hand."
            self.faults.add(f"row {row}", "", f"not rated: {' '.join(unrated)}", wanted, cure)
        return ratings
