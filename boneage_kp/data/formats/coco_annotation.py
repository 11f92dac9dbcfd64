"""One annotation of a COCO file to a record: points, boxes, and the keys that are ours."""

from dataclasses import replace

from boneage_kp.data.formats.coco_document import shown
from boneage_kp.data.formats.coco_fields import Fields
from boneage_kp.data.formats.coco_stages import Ratings, Shelf, read_ratings
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord, Visibility

# Tools that place points on whole pixels, or round, may land this far outside the film's edge.
EDGE_PX = 1.0

Points = dict[str, tuple[tuple[float, float] | None, int]]


def read_annotation(
    fields: Fields,
    annotation_id: int | None,
    image: HandRecord | None,
    order: tuple[int, ...],
    standard_id: str | None,
    shelf: Shelf,
) -> HandRecord | None:
    """Check one annotation and lay it over its image's facts.

    image:        None when the annotation names none: it is checked all the same.
    order:        per bone of the schema its place in the file's lists.
    standard_id:  taken when the annotation names none.
    returns:      the record; None where image or id are not sound.
    """
    points = _read_points(fields, image, order)
    ratings = read_ratings(fields, order, standard_id, shelf)
    _check_counts(fields, points, ratings)
    box = _read_box(fields)
    area, iscrowd = fields.number("area", 0.0, unit="px²"), fields.integer("iscrowd", low=0)
    if area == 0:
        fields.fault('"area"', "got 0", "wanted more than 0", "Leave it out to have it made.")
    if iscrowd is not None and iscrowd > 1:
        fields.fault('"iscrowd"', f"got {iscrowd}", "wanted 0 or 1")
    hand_length = fields.number("hand_length_px", 1.0, unit="px")
    rater, point_source = fields.text("rater"), fields.text("point_source")
    if image is None or annotation_id is None:
        return None
    return replace(
        image,
        bones={name: _label(name, points, ratings) for name in HAND.names},
        annotation_id=annotation_id,
        standard_id=ratings.standard_id,
        rater=rater,
        point_source=point_source,
        given_hand_length_px=hand_length,
        bbox_xywh_px=box,
        area_px2=area,
        iscrowd=iscrowd or 0,
        annotation_extra=fields.rest() | ratings.other_attributes,
    )


def _label(name: str, points: Points, ratings: Ratings) -> BoneLabel:
    xy_px, visibility = points.get(name, (None, Visibility.UNLABELLED))
    return BoneLabel(
        xy_px=xy_px,
        visibility=visibility,
        stage=ratings.stages.get(name),
        absent=name in ratings.absent,
        maturity=ratings.maturity.get(name),
    )


def _read_points(fields: Fields, image: HandRecord | None, order: tuple[int, ...]) -> Points:
    """Bone -> (xy, v). A v of 0 keeps its place when the file gives one that is not (0, 0)."""
    numbers = fields.numbers("keypoints", 3 * len(HAND))
    points: Points = {}
    for name, place in zip(HAND.names, order, strict=True):
        if numbers is None:
            break
        x, y, v = numbers[3 * place : 3 * place + 3]
        if v not in (0, 1, 2):
            got, wanted = f"visibility {v:g}", "wanted v = 0, 1 or 2"
            fields.fault(f"bone {name!r}", got, wanted, "0 not labelled, 1 hidden, 2 seen.")
            continue
        if v > 0 and image is not None:
            _check_inside(fields, name, (x, y), image.size_hw)
        points[name] = ((x, y) if v > 0 or (x, y) != (0, 0) else None, int(v))
    return points


def _check_inside(
    fields: Fields, name: str, xy_px: tuple[float, float], size_hw: tuple[int, int]
) -> None:
    (x, y), (height, width) = xy_px, size_hw
    if -EDGE_PX <= x <= width + EDGE_PX and -EDGE_PX <= y <= height + EDGE_PX:
        return
    got = f"point ({x:g}, {y:g}) lies outside the film"
    wanted = f"wanted x from 0 to {width} and y from 0 to {height}"
    cure = 'Move it, or set its v to 0 and name the bone in "absent".'
    fields.fault(f"bone {name!r}", got, wanted, cure)


def _check_counts(fields: Fields, points: Points, ratings: Ratings) -> None:
    labelled = {name for name, (_, v) in points.items() if v > 0}
    count = fields.integer("num_keypoints", low=0)
    if count is not None and len(points) == len(HAND) and count != len(labelled):
        wanted = f"wanted {len(labelled)}, the number of points with v > 0"
        fields.fault('"num_keypoints"', f"got {count}", wanted)
    for name in HAND.names:
        if name in ratings.absent and name in labelled:
            got = 'is named in "absent" and has a point'
            fields.fault(f"bone {name!r}", got, "wanted one or the other", "Set its v to 0.")


def _read_box(fields: Fields) -> tuple[float, float, float, float] | None:
    box = fields.numbers("bbox", 4)
    if box is None:
        return None
    x, y, width, height = box
    if width <= 0 or height <= 0:
        wanted = "wanted [x, y, width, height] with both sizes above 0"
        fields.fault('"bbox"', f"got {shown(box)}", wanted, "Leave it out to have it made.")
    return x, y, width, height
