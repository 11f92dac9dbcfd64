"""Facts of films that an annotation tool has lost, taken back from the file it was given."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from boneage_kp.data.formats.coco_file import HandFile
from boneage_kp.schema.records import HandRecord

_FACTS = ("sex", "age_months", "bone_age_months", "spacing_mm", "side")


def with_facts(hands: HandFile, original: HandFile) -> HandFile:
    """`hands` with sex, ages, spacing and side of `original` wherever they have none themselves.

    Films are matched by file name, or by its last part where that is unique in `original`.
    A film that `original` does not know, or knows at another size, stays as it is.
    """
    films = [*original.records, *original.unannotated]
    by_name = {film.file_name: film for film in films}
    by_last = _unique_by_last_part(films)

    def filled(record: HandRecord) -> HandRecord:
        last = PurePosixPath(record.file_name).name
        film = by_name.get(record.file_name) or by_last.get(last)
        if film is None or film.size_hw != record.size_hw:
            return record
        missing = {name: getattr(film, name) for name in _FACTS if getattr(record, name) is None}
        extra = {**film.image_extra, **record.image_extra}
        return replace(record, file_name=film.file_name, image_extra=extra, **missing)

    return replace(
        hands,
        records=tuple(map(filled, hands.records)),
        unannotated=tuple(map(filled, hands.unannotated)),
        info=hands.info or original.info,
    )


def _unique_by_last_part(films: Iterable[HandRecord]) -> dict[str, HandRecord]:
    names: dict[str, dict[str, HandRecord]] = {}
    for film in films:
        names.setdefault(PurePosixPath(film.file_name).name, {})[film.file_name] = film
    return {last: next(iter(at.values())) for last, at in names.items() if len(at) == 1}
