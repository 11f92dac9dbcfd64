"""The category of a COCO file of hands: its id and the order of its keypoints."""

from dataclasses import dataclass
from typing import Any

from boneage_kp.data.formats.coco_document import shown
from boneage_kp.data.formats.coco_fields import Fields
from boneage_kp.data.formats.coco_file import CATEGORY
from boneage_kp.data.formats.faults import FaultList
from boneage_kp.schema.hand import HAND


@dataclass(frozen=True)
class HandCategory:
    """The hand's category: its id and, per bone of the schema, its place in the file's order."""

    category_id: int
    order: tuple[int, ...]
    extra: dict[str, Any]


def read_categories(
    items: list[Any], faults: FaultList
) -> tuple[HandCategory | None, list[dict[str, Any]]]:
    """The hand's category, None when it is not sound, and the other categories as they stand."""
    objects = [item for item in items if isinstance(item, dict)]
    hands = [item for item in objects if item.get("name") == CATEGORY]
    others = [item for item in objects if item.get("name") != CATEGORY]
    if len(hands) != 1:
        names = ", ".join(shown(item.get("name")) for item in objects) or "none"
        got, wanted = f"got categories: {names}", f"wanted one category named {CATEGORY!r}"
        faults.add("", '"categories"', got, wanted)
        return None, others
    fields = Fields(hands[0], f"category {CATEGORY!r}", faults)
    fields.require("id", "keypoints")
    category_id = fields.integer("id", low=1)
    order = _keypoint_order(fields)
    _check_skeleton(fields)
    for known in ("name", "supercategory"):
        fields.raw(known)
    extra = fields.rest()
    if hands[0].get("supercategory"):
        extra["supercategory"] = hands[0]["supercategory"]
    if category_id is None or order is None:
        return None, others
    return HandCategory(category_id, order, extra), others


def _keypoint_order(fields: Fields) -> tuple[int, ...] | None:
    """Where each bone of the schema stands in the file; another order is fine, other names not."""
    names = fields.raw("keypoints")
    if names is None:
        return None
    if not isinstance(names, list) or sorted(map(str, names)) != sorted(HAND.names):
        listed = [str(name) for name in names] if isinstance(names, list) else []
        missing = [name for name in HAND.names if name not in listed]
        unknown = [name for name in listed if name not in HAND.names]
        doubled = sorted({name for name in listed if listed.count(name) > 1})
        parts = {"missing": missing, "unknown": unknown, "twice": doubled}
        got = "; ".join(f"{what}: {' '.join(which)}" for what, which in parts.items() if which)
        wanted = f"wanted the {len(HAND)} bones, in any order: {' '.join(HAND.names)}"
        fields.fault('"keypoints"', got or f"got {shown(names)}", wanted)
        return None
    return tuple(names.index(name) for name in HAND.names)


def _check_skeleton(fields: Fields) -> None:
    skeleton = fields.objects("skeleton")
    for index, link in enumerate(skeleton):
        ends = link if isinstance(link, list) else [link]
        inside = [isinstance(end, int) and 1 <= end <= len(HAND) for end in ends]
        if len(ends) != 2 or not all(inside):
            wanted = f"wanted two numbers from 1 to {len(HAND)}"
            cure = "COCO counts keypoints from 1 here."
            fields.fault(f'"skeleton"[{index}]', f"got {shown(link)}", wanted, cure)
