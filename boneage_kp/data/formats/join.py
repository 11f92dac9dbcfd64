"""What an annotation tool lost of hands, taken back from the file it was given."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from boneage_kp.data.formats.coco_file import HandFile
from boneage_kp.data.formats.film_facts import with_facts
from boneage_kp.schema.records import BoneLabel, HandRecord

_OF_HAND = ("rater", "point_source", "given_hand_length_px", "standard_id")


def joined(hands: HandFile, original: HandFile) -> HandFile:
    """`hands` with everything of `original` that they lack: facts of films, and of hands.

    Films are matched as `with_facts` does it. A hand is matched where its film has one hand in both
    files; its rater, point source, hand length, standard and unknown keys come back, and bones
    that were absent and still have no point are absent again.
    """
    with_films = with_facts(hands, original)
    before = _lone_hands(original.records)
    now = _lone_hands(with_films.records)
    records = tuple(
        _filled(record, before[record.file_name])
        if record.file_name in before and record.file_name in now
        else record
        for record in with_films.records
    )
    return replace(with_films, records=records)


def _lone_hands(records: Iterable[HandRecord]) -> dict[str, HandRecord]:
    listed = list(records)
    count = Counter(record.file_name for record in listed)
    return {record.file_name: record for record in listed if count[record.file_name] == 1}


def _filled(record: HandRecord, original: HandRecord) -> HandRecord:
    missing = {key: getattr(original, key) for key in _OF_HAND if getattr(record, key) is None}
    bones = dict(record.bones)
    for name, label in original.bones.items():
        mine = bones.get(name, BoneLabel())
        if label.absent and not mine.labelled:
            bones[name] = replace(mine, absent=True, stage=None)
    extra = {**original.annotation_extra, **record.annotation_extra}
    attributes = {
        **original.annotation_extra.get("attributes", {}),
        **record.annotation_extra.get("attributes", {}),
    }
    if attributes:
        extra["attributes"] = attributes
    return replace(record, bones=bones, annotation_extra=extra, **missing)
