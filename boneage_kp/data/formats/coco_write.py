"""Records to a COCO document: ids, boxes and counts made where absent, our keys with copies."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from boneage_kp.data.formats.coco_file import ATTRIBUTE_PREFIX, HandFile, hand_category
from boneage_kp.data.formats.faults import FaultList
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord


def completed(records: Sequence[HandRecord]) -> tuple[HandRecord, ...]:
    """The records with what a file needs: ids from 1, all bones by name, box and area.

    A record without an image id belongs to the image of its file name, or to a new one.
    """
    image_ids = {r.file_name: r.image_id for r in records if r.image_id is not None}
    next_image = max(image_ids.values(), default=0) + 1
    next_annotation = max((r.annotation_id or 0 for r in records), default=0) + 1
    done = []
    for record in records:
        image_id = record.image_id
        if image_id is None and record.file_name not in image_ids:
            image_ids[record.file_name] = next_image
            next_image += 1
        annotation_id = record.annotation_id
        if annotation_id is None:
            annotation_id, next_annotation = next_annotation, next_annotation + 1
        box = record.bbox_xywh_px or bounding_box(record)
        done.append(
            replace(
                record,
                image_id=image_ids[record.file_name] if image_id is None else image_id,
                annotation_id=annotation_id,
                bones={name: record.bones.get(name, BoneLabel()) for name in HAND.names},
                bbox_xywh_px=box,
                area_px2=round(box[2] * box[3], 2) if record.area_px2 is None else record.area_px2,
            )
        )
    return tuple(done)


def bounding_box(record: HandRecord) -> tuple[float, float, float, float]:
    """(x, y, width, height) px around the labelled points; the whole film when there are none.

    The points lie inside the hand: the tips reach about a tenth of its length beyond dp3's plate.
    """
    height, width = record.size_hw
    xy_px, visibility = record.points_px()
    xy_px = xy_px[visibility > 0]
    if not len(xy_px):
        return 0.0, 0.0, float(width), float(height)
    margin = max(1.0, 0.1 * (record.hand_length_px() or 0.0))
    x0, y0 = (max(0.0, float(low) - margin) for low in xy_px.min(axis=0))
    x1 = min(float(width), float(xy_px[:, 0].max()) + margin)
    y1 = min(float(height), float(xy_px[:, 1].max()) + margin)
    return round(x0, 2), round(y0, 2), round(x1 - x0, 2), round(y1 - y0, 2)


def to_document(hands: HandFile, faults: FaultList) -> dict[str, Any]:
    """The JSON document of a file, keys in a fixed order.

    hands:   records that `completed` has been over.
    faults:  gets a fault for each film that two records describe differently.
    """
    images = _images([*hands.records, *hands.unannotated], faults)
    return {
        "info": dict(hands.info),
        "licenses": list(hands.licenses),
        "images": [images[key] for key in sorted(images)],
        "annotations": [_annotation(record, hands.category_id) for record in hands.records],
        "categories": [
            hand_category(hands.category_id) | dict(hands.category_extra),
            *(dict(other) for other in hands.other_categories),
        ],
        **hands.extra,
    }


def _images(records: Iterable[HandRecord], faults: FaultList) -> dict[int, dict[str, Any]]:
    images: dict[int, dict[str, Any]] = {}
    for record in records:
        image = _image(record)
        known = images.setdefault(image["id"], image)
        if known == image:
            continue
        for key in sorted({k for k in known | image if known.get(k) != image.get(k)}):
            faults.add(
                f'image {image["id"]} "{image["file_name"]}"',
                f'"{key}"',
                f"annotation {record.annotation_id} says {image.get(key)!r}, one before it "
                f"{known.get(key)!r}",
                "wanted one fact a film",
            )
    return images


def _image(record: HandRecord) -> dict[str, Any]:
    height, width = record.size_hw
    ours = {
        "sex": None if record.sex is None else str(record.sex),
        "age_months": record.age_months,
        "bone_age_months": record.bone_age_months,
        "spacing_mm": record.spacing_mm,
        "side": record.side,
    }
    base = {"id": record.image_id, "file_name": record.file_name, "width": width, "height": height}
    return base | _given(ours) | dict(record.image_extra)


def _annotation(record: HandRecord, category_id: int) -> dict[str, Any]:
    labels = [record.bones[name] for name in HAND.names]
    stages = [label.stage for label in labels]
    maturity = [label.maturity for label in labels]
    absent = [name for name, label in zip(HAND.names, labels, strict=True) if label.absent]
    copies = {
        f"{ATTRIBUTE_PREFIX}{name}": stage
        for name, stage in zip(HAND.names, stages, strict=True)
        if stage is not None
    }
    copies |= _given({"standard_id": record.standard_id, "absent": " ".join(absent) or None})
    extra = dict(record.annotation_extra)
    attributes = dict(extra.pop("attributes", {})) | copies
    ours = {
        "stages": stages if any(stages) else None,
        "standard_id": record.standard_id,
        "absent": absent or None,
        "rater": record.rater,
        "hand_length_px": record.given_hand_length_px,
        "point_source": record.point_source,
        "maturity": maturity if any(m is not None for m in maturity) else None,
        "attributes": attributes or None,
    }
    base = {
        "id": record.annotation_id,
        "image_id": record.image_id,
        "category_id": category_id,
        "keypoints": [number for label in labels for number in _keypoint(label)],
        "num_keypoints": sum(label.visibility > 0 for label in labels),
        "bbox": list(record.bbox_xywh_px or ()),
        "area": record.area_px2,
        "iscrowd": record.iscrowd,
    }
    return base | _given(ours) | extra


def _keypoint(label: BoneLabel) -> tuple[float, float, int]:
    x, y = (0.0, 0.0) if label.xy_px is None else label.xy_px
    return x, y, label.visibility


def _given(values: dict[str, Any]) -> dict[str, Any]:
    """Without the keys that are None: missing is left out, never 0."""
    return {key: value for key, value in values.items() if value is not None}
