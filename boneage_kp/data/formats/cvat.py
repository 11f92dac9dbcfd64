"""CVAT's "COCO Keypoints 1.0": `read` its export, `write` a file for its import.

CVAT is plain COCO with four habits. It exports a ZIP with
`annotations/person_keypoints_<subset>.json`; of ours it carries the annotation's `attributes` and
nothing else (`coco_write` keeps stages, standard and absent bones there, too); a choice not made
is a "-" (`label_setups`); points marked "outside" come back with v = 0, "occluded" ones with v = 1.
So facts of the film (sex, age, spacing) are gone: `film_facts.with_facts` takes them from the file
that was imported. Coordinates come back rounded to 0.01 px.
"""

import json
import os
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from boneage_kp.data.formats import coco
from boneage_kp.data.formats.coco_document import load_document
from boneage_kp.data.formats.coco_file import HandFile
from boneage_kp.data.formats.coco_read import parse_document
from boneage_kp.data.formats.faults import FaultList
from boneage_kp.data.formats.label_setups import NOT_RATED
from boneage_kp.schema.records import HandRecord

# What CVAT adds to attributes by itself; it says nothing of a hand.
_CVAT_OWN = ("occluded", "outside", "keyframe", "track_id", "rotation")
_MEMBER = "annotations/person_keypoints_"
# An export of 100,000 films is a tenth of this; a ZIP that unpacks to more is no annotation.
_MAX_BYTES = 2**31


def read(path: str | Path, standard_id: str | None = None) -> HandFile:
    """Read CVAT's export, the ZIP itself or the JSON inside it.

    standard_id:  taken for hands with stages whose attributes name no standard.
    raises:       AnnotationError with every fault of the file.
    """
    faults = FaultList(path)
    if zipfile.is_zipfile(path):
        document = _load_zip(Path(path), faults)
    else:
        document = load_document(Path(path), faults)
    _forget_what_is_not_said(document)
    return parse_document(document, faults, standard_id)


def write(hands: HandFile | Sequence[HandRecord], path: str | Path) -> HandFile:
    """Write a file that CVAT imports as "COCO Keypoints 1.0"; our own format is one already.

    path:     .zip: the layout that CVAT exports, which datumaro reads, too; else the JSON alone.
    returns:  what CVAT is given, with ids made where there were none.
    """
    target = Path(path)
    if target.suffix != ".zip":
        return coco.write(hands, target)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        text, beside = Path(folder) / "hands.json", Path(folder) / "hands.zip"
        written = coco.write(hands, text)
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
            # ZipInfo's fixed date: the same hands give the same bytes.
            archive.writestr(zipfile.ZipInfo(f"{_MEMBER}default.json"), text.read_bytes())
        os.replace(beside, target)
    return written


def _load_zip(path: Path, faults: FaultList) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        members = [m for m in archive.infolist() if m.filename.startswith(_MEMBER)]
        if len(members) != 1:
            names = ", ".join(archive.namelist()[:5]) or "nothing"
            cure = 'Export the task, or one subset, as "COCO Keypoints 1.0".'
            wanted = f"wanted one {_MEMBER}*.json"
            faults.stop("", "", f"the ZIP holds {names}", wanted, cure)
        if members[0].file_size > _MAX_BYTES:
            got = f"{members[0].filename} unpacks to {members[0].file_size:,} bytes"
            faults.stop(
                "", "", got, f"wanted at most {_MAX_BYTES:,}", "Export fewer tasks at once."
            )
        try:
            content = json.loads(archive.read(members[0]).decode("utf-8-sig"))
        except (ValueError, zipfile.BadZipFile) as error:
            got = f"{members[0].filename} cannot be read ({error})"
            faults.stop("", "", got, "wanted COCO JSON", "Export it again.")
    if not isinstance(content, dict):
        faults.stop("", "", f"got a {type(content).__name__}", "wanted a COCO JSON object")
    return dict(content)


def _forget_what_is_not_said(document: dict[str, Any]) -> None:
    """Drop unmade choices, CVAT's own attributes and empty fillings, in place."""
    for annotation in _objects(document, "annotations"):
        attributes = annotation.get("attributes")
        if isinstance(attributes, dict):
            annotation["attributes"] = {
                key: value
                for key, value in attributes.items()
                if key not in _CVAT_OWN and value != NOT_RATED
            }
        _drop_flat_box(annotation)
        _drop_empty(annotation, ("area", "segmentation"))
    for image in _objects(document, "images"):
        _drop_empty(image, ("license", "flickr_url", "coco_url", "date_captured"))


def _drop_flat_box(annotation: dict[str, Any]) -> None:
    """A box around one point, or none, has no extent; a sound one is made in its place."""
    box = annotation.get("bbox")
    if not box or (isinstance(box, list) and len(box) == 4 and 0 in box[2:]):
        annotation.pop("bbox", None)


def _drop_empty(values: dict[str, Any], keys: tuple[str, ...]) -> None:
    for key in keys:
        if not values.get(key):
            values.pop(key, None)


def _objects(document: dict[str, Any], key: str) -> list[dict[str, Any]]:
    items = document.get(key)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
