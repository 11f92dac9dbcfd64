"""Stages of many hands as CSV, one hand a row, read in constant memory.

Columns, in any order: `sex`, a column a bone of the standard, and optionally `id` and `age_years`.
A bone's cell holds a stage (G) or probabilities ("G:0.7,H:0.3"); empty means not rated.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from boneage_kp.data.formats.age_text import read_age_years
from boneage_kp.data.formats.faults import FaultList
from boneage_kp.data.formats.hands_csv_header import column_places, wanted_columns
from boneage_kp.data.formats.rating_text import RatingFault, parse_rating
from boneage_kp.data.formats.utf8_lines import Utf8Lines
from boneage_kp.schema.records import Sex
from boneage_kp.standards import Standard

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
        self.faults.raise_if_any()  # a header that cannot be read makes nonsense of every row
        if header is None:
            self.faults.stop("", "", "the file is empty", wanted_columns(self.standard))
        places = column_places(header, reader.line_num, self.standard, self.faults)
        count = 0
        # `Utf8Lines` counts lines, `reader.line_num` too: a quoted cell may span several.
        while (cells := self._next(reader)) is not None:
            count += 1
            row = self._row(cells, reader.line_num, places, len(header))
            if row is not None:
                yield row
        if count == 0 and self.faults.count == 0:
            self.faults.add("", "", "the file has a header and no rows", "wanted a row per hand")

    def _next(self, reader: Iterator[list[str]]) -> list[str] | None:
        """The next row with anything in it; None at the end, or where the CSV itself breaks off.

        Rows of empty cells are what spreadsheets leave where rows were cleared.
        """
        try:
            return next((cells for cells in reader if any(map(str.strip, cells))), None)
        except csv.Error as error:
            said, cure = str(error), "Is a quote left open, or the file cut off?"
            if "new-line character" in said:
                said, cure = "lines end in CR alone", "Save it as 'CSV UTF-8'."
            got, wanted = f"is no sound CSV ({said})", "wanted comma separated cells"
            self.faults.add(f"row {self._lines.count}", "", got, wanted, cure)
            return None

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
        return read_age_years(text, self.faults, f"row {row}", "column 'age_years'")

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
