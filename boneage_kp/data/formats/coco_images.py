"""The images of a COCO file of hands: films with their facts, not yet any bone."""

from dataclasses import dataclass, field
from typing import Any

from boneage_kp.data.formats.coco_document import shown
from boneage_kp.data.formats.coco_fields import Fields
from boneage_kp.data.formats.faults import FaultList
from boneage_kp.schema.records import HandRecord, Sex

MAX_AGE_MONTHS = 300.0  # 25 years: beyond it a hand says nothing, and the unit is likely wrong
_AGE_CURE = "Ages in this file are months; leave the key out when the age is not known."


@dataclass
class ImageTable:
    """Images by id.

    films:  sound images as records without bones.
    ids:    every id met, also of images with faults, so that no annotation is blamed for those.
    """

    films: dict[int, HandRecord] = field(default_factory=dict)
    ids: set[int] = field(default_factory=set)


def read_images(items: list[Any], faults: FaultList) -> ImageTable:
    """Check every image of the list, and that ids and file names stand once."""
    table = ImageTable()
    by_name: dict[str, object] = {}
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            faults.add(f"images[{index}]", "", f"got {shown(item)}", "wanted an object")
            continue
        fields = Fields(item, _place(item, index), faults)
        film = _read_image(fields)
        image_id, name = fields.values.get("id"), fields.values.get("file_name")
        if isinstance(image_id, int) and image_id in table.ids:
            fields.fault('"id"', "stands twice", "wanted each image's id once")
        if isinstance(name, str) and name in by_name:
            got = f"stands twice, also as image {by_name[name]}"
            cure = "Two readers of one film are two annotations of one image."
            fields.fault('"file_name"', got, "wanted each film once", cure)
        if isinstance(image_id, int):
            table.ids.add(image_id)
        if isinstance(name, str):
            by_name.setdefault(name, image_id)
        if film is not None and film.image_id is not None:
            table.films.setdefault(film.image_id, film)
    return table


def _place(item: dict[str, Any], index: int) -> str:
    name = f' "{item["file_name"]}"' if isinstance(item.get("file_name"), str) else ""
    return f"image {item.get('id', f'at place {index}')}{name}"


def _read_image(fields: Fields) -> HandRecord | None:
    fields.require("id", "file_name", "width", "height")
    sex = fields.text("sex", tuple(str(sex) for sex in Sex))
    image_id, file_name = fields.integer("id", low=1), fields.text("file_name")
    height, width = fields.integer("height", low=1), fields.integer("width", low=1)
    age_months = fields.number("age_months", 0.0, MAX_AGE_MONTHS, "months", _AGE_CURE)
    bone_age_months = fields.number("bone_age_months", 0.0, MAX_AGE_MONTHS, "months")
    spacing_mm = fields.number("spacing_mm", 0.005, 5.0, "mm a pixel")
    side = fields.text("side", ("left", "right"))
    if image_id is None or file_name is None or height is None or width is None:
        return None
    return HandRecord(
        file_name=file_name,
        size_hw=(height, width),
        bones={},
        sex=Sex(sex) if sex else None,
        age_months=age_months,
        bone_age_months=bone_age_months,
        spacing_mm=spacing_mm,
        side=side,  # type: ignore[arg-type]  # one of the two texts, just checked
        image_id=image_id,
        image_extra=fields.rest(),
    )
