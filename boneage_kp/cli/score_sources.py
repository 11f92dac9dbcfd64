"""The hands of a file for `score`: a CSV row by row, or the annotations of a COCO file."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from boneage_kp.cli.score_one import DEFAULT_STANDARD
from boneage_kp.cli.score_rows import Hand
from boneage_kp.data.formats import coco
from boneage_kp.data.formats.faults import FaultList
from boneage_kp.data.formats.hands_csv import HandsCsv
from boneage_kp.schema.records import HandRecord
from boneage_kp.standards import Standard, list_standards, load_standard


class CsvSource:
    """Hands of a CSV, read as they are asked for."""

    id_cure = "Ids are the column 'id', or 'row 2' for the first row of a file without ids."

    def __init__(self, path: Path, standard: Standard, impute: bool, faults: FaultList) -> None:
        self.standard = standard
        self.rows = HandsCsv(path, standard, faults, allow_unrated=impute)
        self.size = self.rows.size

    @property
    def position(self) -> int:
        return self.rows.position

    def __iter__(self) -> Iterator[Hand]:
        for row in self.rows:
            yield Hand(
                row.hand_id, self.standard, row.sex, row.age_years, row.stage_index, row.ratings
            )


class CocoSource:
    """Hands of a COCO file, each with the standard it was read with unless one is asked for."""

    id_cure = "Ids are those of the annotations."

    def __init__(self, path: Path, asked: str | None, impute: bool, faults: FaultList) -> None:
        self.asked, self.impute, self.faults = asked, impute, faults
        self.standards: dict[str, Standard] = {}
        # A standard given by its folder has no id that a file could name.
        default = asked if asked in list_standards() else None
        self.records = coco.read(path, standard_id=default).records
        self.size, self.position = len(self.records), 0

    def __iter__(self) -> Iterator[Hand]:
        skipped = 0
        for record in self.records:
            self.position += 1
            stages = {b: r.stage for b, r in record.bones.items() if r.stage and not r.absent}
            if stages:
                hand = self._hand(record, stages)
                if hand is not None:
                    yield hand
            else:
                skipped += 1
        if skipped == len(self.records):
            self.faults.add("", "", "no annotation carries a stage", "wanted hands with stages")
        elif skipped and not self.faults.count:
            of = f"{skipped} of {len(self.records)} annotations"
            print(f"left out for want of any stage: {of}", file=sys.stderr)

    def _hand(self, record: HandRecord, stages: dict[str, str]) -> Hand | None:
        place = f'image {record.image_id} "{record.file_name}", annotation {record.annotation_id}'
        name = self.asked or record.standard_id or DEFAULT_STANDARD
        if name not in self.standards:
            self.standards[name] = load_standard(name)
        standard = self.standards[name]
        count = self.faults.count
        if record.sex is None:
            cure = 'Set the image\'s "sex": girls and boys have different tables.'
            self.faults.add(place, '"sex"', "is missing", "wanted F or M", cure)
        for bone, stage in stages.items():
            if stage not in standard.stages.get(bone, ()):
                wanted = f"{standard.id} is asked for and does not know it"
                self.faults.add(place, f"bone {bone!r}", f"got stage {stage!r}", wanted)
        unrated = [bone for bone in standard.bones if bone not in stages]
        if unrated and not self.impute:
            wanted = f"{standard.id} needs all {len(standard.bones)} bones"
            cure = "Rate them, or give --impute to have them estimated from the other bones."
            self.faults.add(place, "", f"not rated: {' '.join(unrated)}", wanted, cure)
        if self.faults.count > count or record.sex is None:
            return None
        age_years = None if record.age_months is None else record.age_months / 12
        index = None
        if not unrated:
            index = [standard.stages[bone].index(stages[bone]) for bone in standard.bones]
        ratings = {bone: {stage: 1.0} for bone, stage in stages.items()} if unrated else None
        return Hand(str(record.annotation_id), standard, record.sex, age_years, index, ratings)


def open_source(
    path: Path, standard: Standard, args: argparse.Namespace, faults: FaultList
) -> CsvSource | CocoSource:
    """The reader for a file, by its name or by how it begins."""
    start = b""
    if not path.is_fifo():  # what is read from a pipe to look at it would be gone
        with open(path, "rb") as file:
            start = file.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")
    if path.suffix.lower() == ".json" or start[:1] in (b"{", b"["):
        return CocoSource(path, args.standard, args.impute, faults)
    return CsvSource(path, standard, args.impute, faults)
