"""What a COCO file of hands holds once it is read, and the names of its keys that are ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import HandRecord

CATEGORY = "hand"
ATTRIBUTE_PREFIX = "stage_"  # "stage_radius": CVAT carries `attributes` and nothing else of ours
# A stage attribute that says nothing: what annotation tools put where a person chose nothing.
UNRATED = (None, "", "-", "__undefined__")


@dataclass(frozen=True)
class HandFile:
    """A file of labelled hands.

    records:      one per annotation, in file order.
    unannotated:  one per image that no annotation names, without bones, by image id.
    info, licenses, extra:  the file's own keys, kept for the way back.
    category_id:       the hand's category.
    category_extra:    keys of the hand's category that are not ours.
    other_categories:  categories that no annotation uses, kept as they were.
    """

    records: tuple[HandRecord, ...]
    unannotated: tuple[HandRecord, ...] = ()
    info: Mapping[str, Any] = field(default_factory=dict)
    licenses: tuple[Any, ...] = ()
    category_id: int = 1
    category_extra: Mapping[str, Any] = field(default_factory=dict)
    other_categories: tuple[Mapping[str, Any], ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


def hand_category(category_id: int) -> dict[str, Any]:
    """The one category, with keypoint names and COCO's 1-based skeleton."""
    return {
        "id": category_id,
        "name": CATEGORY,
        "supercategory": "",
        "keypoints": list(HAND.names),
        "skeleton": [[a + 1, b + 1] for a, b in HAND.skeleton_index],
    }
