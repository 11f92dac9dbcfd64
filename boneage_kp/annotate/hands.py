"""`Hands`: the annotation file in memory, and which of its annotations are this rater's."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from boneage_kp.annotate.film_work import FilmWork
from boneage_kp.annotate.work_record import record_of, work_of
from boneage_kp.data.formats import coco
from boneage_kp.data.formats.coco_file import HandFile
from boneage_kp.schema.records import HandRecord

_FACTS = ("sex", "age_months", "spacing_mm", "side")


class Hands:
    """What the file held when it was read.

    Of several hands on a film the first of this rater is continued; a lone annotation without a
    rater is taken over. All else in the file is kept as it is.

    source:  another file that knows facts of the films: sex, ages, spacing, side, unknown keys.
    """

    def __init__(
        self, path: Path, rater: str, standard_id: str, source: HandFile | None = None
    ) -> None:
        self.rater = rater
        self.file = coco.read(path, standard_id) if path.exists() else HandFile(records=())
        elsewhere = (*source.unannotated, *source.records) if source else ()
        self._facts = {r.file_name: replace(r, image_id=None) for r in elsewhere}
        self._facts |= {r.file_name: r for r in (*self.file.unannotated, *self.file.records)}
        self._own = self._own_places()
        self.works = {
            name: work_of(self.file.records[place], standard_id)
            for name, place in self._own.items()
        }

    def merged(self, works: Mapping[str, FilmWork]) -> HandFile:
        """The file with these works in it; facts of a film are the rater's for all its hands."""
        records = list(self.file.records)
        added = []
        for name, work in works.items():
            place = self._own.get(name)
            base = None if place is None else records[place]
            record = record_of(work, base or _film_alone(self._facts.get(name)), self.rater)
            if place is None:
                added.append(record)
            else:
                records[place] = record
        with_facts = [_of_film(record, works.get(record.file_name)) for record in records]
        bare = tuple(r for r in self.file.unannotated if r.file_name not in works)
        return replace(self.file, records=(*with_facts, *added), unannotated=bare)

    def facts_of(self, name: str) -> HandRecord | None:
        """What the file knows of a film: any of its hands, or the film alone."""
        return self._facts.get(name)

    def _own_places(self) -> dict[str, int]:
        own: dict[str, int] = {}
        nobody: dict[str, list[int]] = {}
        for place, record in enumerate(self.file.records):
            if record.rater == self.rater:
                own.setdefault(record.file_name, place)
            elif record.rater is None:
                nobody.setdefault(record.file_name, []).append(place)
        for name, places in nobody.items():
            if len(places) == 1:
                own.setdefault(name, places[0])
        return own


def _film_alone(record: HandRecord | None) -> HandRecord | None:
    """A hand to come on a film that the file knows: the film's own keys, none of another hand's."""
    if record is None:
        return None
    return HandRecord(
        file_name=record.file_name,
        size_hw=record.size_hw,
        bones={},
        bone_age_months=record.bone_age_months,
        image_id=record.image_id,
        image_extra=record.image_extra,
    )


def _of_film(record: HandRecord, work: FilmWork | None) -> HandRecord:
    if work is None:
        return record
    return replace(record, **{key: getattr(work, key) for key in _FACTS})
