"""A COCO document to records: what belongs to what, and what dangles; all faults in one pass."""

from typing import Any

from boneage_kp.data.formats.coco_annotation import read_annotation
from boneage_kp.data.formats.coco_category import HandCategory, read_categories
from boneage_kp.data.formats.coco_document import shown
from boneage_kp.data.formats.coco_fields import Fields
from boneage_kp.data.formats.coco_file import CATEGORY, HandFile
from boneage_kp.data.formats.coco_images import ImageTable, read_images
from boneage_kp.data.formats.coco_stages import Shelf
from boneage_kp.data.formats.faults import FaultList
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import HandRecord


def parse_document(
    document: dict[str, Any], faults: FaultList, standard_id: str | None = None
) -> HandFile:
    """Every record of a document; raises all faults together.

    faults:       may hold faults already; they are raised with those found here.
    standard_id:  taken for annotations that name none.
    """
    whole = Fields(document, "", faults)
    whole.require("images", "annotations", "categories")
    category, others = read_categories(whole.objects("categories"), faults)
    images = read_images(whole.objects("images"), faults)
    records = _read_annotations(whole.objects("annotations"), category, images, faults, standard_id)
    info, licenses = whole.raw("info") or {}, whole.objects("licenses")
    if not isinstance(info, dict):
        whole.fault('"info"', f"got {shown(info)}", "wanted an object")
    for key in ("info", "licenses", "categories"):
        whole.check_finite(key)
    extra = whole.rest()
    faults.raise_if_any()
    films, used = images.films, {record.image_id for record in records}
    return HandFile(
        records=tuple(records),
        unannotated=tuple(films[i] for i in sorted(films) if i not in used),
        info=info,
        licenses=tuple(licenses),
        category_id=category.category_id if category else 1,
        category_extra=category.extra if category else {},
        other_categories=tuple(others),
        extra=extra,
    )


def _read_annotations(
    items: list[Any],
    category: HandCategory | None,
    images: ImageTable,
    faults: FaultList,
    standard_id: str | None,
) -> list[HandRecord]:
    records: list[HandRecord] = []
    shelf = Shelf()
    seen: set[int] = set()
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            faults.add(f"annotations[{index}]", "", f"got {shown(item)}", "wanted an object")
            continue
        fields = Fields(item, _annotation_place(item, index, images), faults)
        annotation_id = _annotation_id(fields, seen)
        image = _image_of(fields, images)
        _check_category(fields, category)
        order = category.order if category else tuple(range(len(HAND)))
        record = read_annotation(fields, annotation_id, image, order, standard_id, shelf)
        if record is not None:
            records.append(record)
    return records


def _annotation_place(item: dict[str, Any], index: int, images: ImageTable) -> str:
    image_id = item.get("image_id")
    image = images.films.get(image_id) if isinstance(image_id, int) else None
    film = f'image {image_id} "{image.file_name}", ' if image else ""
    return f"{film}annotation {item.get('id', f'at place {index}')}"


def _annotation_id(fields: Fields, seen: set[int]) -> int | None:
    fields.require("id", "image_id", "category_id", "keypoints")
    annotation_id = fields.integer("id", low=1)
    if annotation_id in seen:
        fields.fault('"id"', "stands twice", "wanted each annotation's id once")
    if annotation_id is not None:
        seen.add(annotation_id)
    return annotation_id


def _image_of(fields: Fields, images: ImageTable) -> HandRecord | None:
    image_id = fields.integer("image_id", low=1)
    if image_id is not None and image_id not in images.ids:
        wanted = 'wanted the id of an image in "images"'
        fields.fault('"image_id"', f"got {image_id}, which names no image", wanted)
    return images.films.get(image_id) if image_id is not None else None


def _check_category(fields: Fields, category: HandCategory | None) -> None:
    category_id = fields.integer("category_id", low=1)
    if category and category_id is not None and category_id != category.category_id:
        wanted = f"wanted {category.category_id}, the category {CATEGORY!r}"
        fields.fault('"category_id"', f"got {category_id}", wanted)
