"""`Adjudication`: films on which raters differ, with what each of them said."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boneage_kp.annotate.live_score import live_score
from boneage_kp.annotate.work_record import work_of
from boneage_kp.data.formats import coco
from boneage_kp.schema.records import HandRecord
from boneage_kp.standards import Standard


@dataclass(frozen=True)
class Adjudication:
    """A list written by `check-dataset --agreement`.

    reasons:   film name -> why it is on the list, in the list's order.
    readings:  rater -> film name -> record.
    """

    reasons: dict[str, tuple[str, ...]]
    readings: dict[str, dict[str, HandRecord]]

    @classmethod
    def load(cls, path: Path) -> "Adjudication":
        """Read a list and the raters' files that it names."""
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            films = {str(f["file_name"]): tuple(map(str, f["reasons"])) for f in document["films"]}
            raters = {str(r["name"]): path.parent / str(r["file"]) for r in document["raters"]}
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(
                f"{path}: is no list of films to adjudicate ({error!r}); "
                "write one with check-dataset --agreement A.json B.json"
            ) from None
        readings = {}
        for rater, file in raters.items():
            records = coco.read(file).records
            readings[rater] = {r.file_name: r for r in reversed(records)}
        return cls(films, readings)

    def of_film(self, name: str, standard: Standard) -> list[dict[str, Any]]:
        """What each rater said of a film, for the page."""
        found = []
        for rater, records in self.readings.items():
            if name not in records:
                continue
            work = work_of(records[name], standard.id)
            stages = {bone: label.stage for bone, label in work.bones.items()}
            same = work.standard_id == standard.id
            score = live_score(standard, work.sex, work.age_months, stages, None) if same else {}
            bones = {bone: label.as_plain() for bone, label in work.bones.items()}
            for bone in bones.values():
                del bone["decision"]
            found.append(
                {
                    "rater": rater,
                    "bones": bones,
                    "sex": None if work.sex is None else work.sex.value,
                    "bone_age_months": score.get("bone_age_months"),
                }
            )
        return found
