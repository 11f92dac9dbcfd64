"""Label Studio's JSON: `read` tasks with annotations or predictions, `write` them for import.

A task is a film, a rectangle is a hand, a key point inside it is a bone; stage and visibility are
choices on the point, absent bones are choices on the rectangle (`label_setups.label_studio_config`
makes the interface with these names). Coordinates are percent of the film. What Label Studio has
no place for travels in the task's `data`, which it hands back untouched: the film's facts under
`film`, each hand's own under `hands`, by the id of its rectangle.

Both directions go through the COCO document, so that one set of checks serves all formats. Only
the raw "JSON" export is read: Label Studio's own COCO export rounds to whole pixels and drops
stages and visibility, and its JSON-MIN drops which stage belongs to which point.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from boneage_kp.data.formats.coco_file import HandFile
from boneage_kp.data.formats.coco_read import parse_document
from boneage_kp.data.formats.coco_write import completed, to_document
from boneage_kp.data.formats.faults import FaultList
from boneage_kp.data.formats.label_studio_tasks import read_tasks
from boneage_kp.film.whole_file import whole_text_file
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import HandRecord, Visibility

# What Label Studio shows in its own way; everything else of an annotation travels in `data`.
_SHOWN = ("keypoints", "num_keypoints", "bbox", "stages", "absent", "image_id", "category_id")
_COPIES = ("stage_", "standard_id", "absent")


def read(path: str | Path, standard_id: str | None = None, predictions: bool = False) -> HandFile:
    """Read a raw JSON export, or a file that `write` made.

    standard_id:  taken for hands with stages that name no standard, as those drawn anew do.
    predictions:  read the tasks' predictions instead of people's annotations.
    raises:       AnnotationError with every fault of the file.
    """
    faults = FaultList(path)
    document = read_tasks(Path(path), faults, predictions)
    return parse_document(document, faults, standard_id)


def write(
    hands: HandFile | Sequence[HandRecord],
    path: str | Path,
    model_version: str | None = None,
    image_prefix: str = "",
) -> None:
    """Write tasks for Label Studio's import, wholly or not at all.

    model_version:  given: the hands become predictions of this model; else annotations.
    image_prefix:   put before each file name, e.g. "/data/local-files/?d=set/".
    raises:         AnnotationError when the hands could not be read back.
    """
    given = hands if isinstance(hands, HandFile) else HandFile(records=tuple(hands))
    count = len(given.records)
    everything = completed([*given.records, *given.unannotated])
    faults = FaultList(path)
    document = to_document(HandFile(everything[:count], everything[count:]), faults)
    parse_document(json.loads(json.dumps(document)), faults)
    by_film: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for annotation in document["annotations"]:
        by_film[annotation["image_id"]].append(annotation)
    tasks = [
        _task(image, by_film[image["id"]], model_version, image_prefix)
        for image in document["images"]
    ]
    with whole_text_file(Path(path)) as text:
        text.write(json.dumps(tasks, indent=1, allow_nan=False) + "\n")


def _task(
    image: Mapping[str, Any],
    annotations: Sequence[Mapping[str, Any]],
    model_version: str | None,
    image_prefix: str,
) -> dict[str, Any]:
    """One film. Hands of one rater stand together, as Label Studio keeps them."""
    size = (image["height"], image["width"])
    by_rater: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for annotation in annotations:
        by_rater[annotation.get("rater")] += _hand(annotation, size)
    data = {
        "image": f"{image_prefix}{image['file_name']}",
        "film": dict(image),
        "hands": {_hand_id(a): _unseen(a) for a in annotations},
    }
    task: dict[str, Any] = {"id": image["id"], "data": data}
    if model_version is None:
        task["annotations"] = [{"result": result} for result in by_rater.values()]
    else:
        task["predictions"] = [
            {"model_version": model_version, "result": result} for result in by_rater.values()
        ]
    return task


def _hand_id(annotation: Mapping[str, Any]) -> str:
    return f"hand{annotation['id']}"


def _unseen(annotation: Mapping[str, Any]) -> dict[str, Any]:
    """What Label Studio has no place for; the copies of what it shows would only go stale."""
    rest = {key: value for key, value in annotation.items() if key not in _SHOWN}
    attributes = rest.pop("attributes", {})
    kept = {key: value for key, value in attributes.items() if not key.startswith(_COPIES)}
    return rest | ({"attributes": kept} if kept else {})


def _hand(annotation: Mapping[str, Any], size_hw: tuple[int, int]) -> list[dict[str, Any]]:
    """The results of one hand: its rectangle, then each bone's point, stage and visibility."""
    hand_id = _hand_id(annotation)
    stages = annotation.get("stages") or [None] * len(HAND)
    rectangle = _rectangle(annotation["bbox"], size_hw)
    box = _result(hand_id, "hand", "rectanglelabels", rectangle | _labels("hand"), size_hw)
    results, unplaced = [box], []
    for k, name in enumerate(HAND.names):
        x, y, visibility = annotation["keypoints"][3 * k : 3 * k + 3]
        if visibility == Visibility.UNLABELLED:
            unplaced += [f"{name}={stages[k]}"] if stages[k] else []
            continue
        point = _percent(x, size_hw[1], "x") | _percent(y, size_hw[0], "y") | {"width": 0.5}
        point_id = f"{hand_id}-{name}"
        label = point | {"keypointlabels": [name]}
        region = _result(point_id, "bone", "keypointlabels", label, size_hw)
        results.append(region | {"parentID": hand_id})
        seen = "seen" if visibility == Visibility.SEEN else "hidden"
        results.append(_choice(point_id, "visibility", [seen], point, size_hw))
        if stages[k]:
            results.append(_choice(point_id, "stage", [stages[k]], point, size_hw))
    if annotation.get("absent"):
        results.append(_choice(hand_id, "absent", annotation["absent"], rectangle, size_hw))
    if unplaced:
        text = rectangle | {"text": unplaced}
        results.append(_result(hand_id, "unplaced", "textarea", text, size_hw))
    return results


def _rectangle(bbox: Sequence[float], size_hw: tuple[int, int]) -> dict[str, float]:
    height, width = size_hw
    x, y, w, h = bbox
    return {
        **_percent(x, width, "x"),
        **_percent(y, height, "y"),
        **_percent(w, width, "width"),
        **_percent(h, height, "height"),
        "rotation": 0,
    }


def _percent(value_px: float, extent_px: int, name: str) -> dict[str, float]:
    # Label Studio refuses what lies outside the film; ours may, by rounding, by up to a pixel.
    return {name: min(100.0, max(0.0, value_px / extent_px * 100))}


def _labels(name: str) -> dict[str, list[str]]:
    return {"rectanglelabels": [name]}


def _choice(
    region_id: str,
    control: str,
    values: Sequence[str],
    place: Mapping[str, float],
    size_hw: tuple[int, int],
) -> dict[str, Any]:
    """A choice on a region carries the region's id and place."""
    return _result(region_id, control, "choices", {**place, "choices": list(values)}, size_hw)


def _result(
    region_id: str, control: str, kind: str, value: Mapping[str, Any], size_hw: tuple[int, int]
) -> dict[str, Any]:
    return {
        "id": region_id,
        "type": kind,
        "from_name": control,
        "to_name": "film",
        "original_width": size_hw[1],
        "original_height": size_hw[0],
        "image_rotation": 0,
        "value": dict(value),
    }
