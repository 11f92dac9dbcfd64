"""COCO keypoints with stages: `read` and `write`. The format is described in docs/format.md.

Plain COCO for everybody else: pycocotools, CVAT and Label Studio load these files. Needs neither
torch nor pycocotools itself.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from boneage_kp.data.formats.coco_document import load_document
from boneage_kp.data.formats.coco_file import HandFile
from boneage_kp.data.formats.coco_read import parse_document
from boneage_kp.data.formats.coco_write import completed, to_document
from boneage_kp.data.formats.faults import FaultList
from boneage_kp.film.whole_file import whole_text_file
from boneage_kp.schema.records import HandRecord

__all__ = ["HandFile", "read", "write"]


def read(path: str | Path, standard_id: str | None = None) -> HandFile:
    """Read a file of labelled hands.

    standard_id:  taken for annotations that have stages and name no standard; without it they
                  are refused.
    raises:       AnnotationError with every fault of the file; OSError when it cannot be opened.
    """
    faults = FaultList(path)
    document = load_document(Path(path), faults)
    return parse_document(document, faults, standard_id)


def write(hands: HandFile | Sequence[HandRecord], path: str | Path) -> HandFile:
    """Write a file of labelled hands, wholly or not at all; the same hands give the same bytes.

    hands:    a file as read, or records alone. Ids, boxes and areas that are None are made.
    returns:  what `read(path)` will give back.
    raises:   AnnotationError when `read` would refuse the file; nothing is written then.
    """
    given = hands if isinstance(hands, HandFile) else HandFile(records=tuple(hands))
    count = len(given.records)
    # The films without annotations take part, so that no new image gets the id of one of them.
    everything = completed([*given.records, *given.unannotated])
    bare = zip(everything[count:], given.unannotated, strict=True)
    whole = replace(
        given,
        records=everything[:count],
        unannotated=tuple(replace(old, image_id=new.image_id) for new, old in bare),
    )
    faults = FaultList(path)
    document = to_document(whole, faults)
    parsed = parse_document(document, faults)
    with whole_text_file(Path(path)) as text:
        text.write(_serialised(document))
    return parsed


def _serialised(document: dict[str, Any]) -> str:
    """JSON with one image or annotation a line: quick to write, and differences can be read."""
    parts = []
    for key, value in document.items():
        if isinstance(value, list) and value:
            lines = ",\n".join(f"  {_json(item)}" for item in value)
            parts.append(f"{_json(key)}: [\n{lines}\n]")
        else:
            parts.append(f"{_json(key)}: {_json(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, allow_nan=False)
