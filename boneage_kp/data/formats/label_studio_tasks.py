"""Label Studio tasks to a COCO document; what cannot be carried over is named with its place."""

import json
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import parse_qs, unquote, urlparse

from boneage_kp.data.formats.coco_document import shown
from boneage_kp.data.formats.coco_file import hand_category
from boneage_kp.data.formats.faults import FaultList
from boneage_kp.data.formats.label_studio_hand import HandResults

_JSON_CURE = 'Export as "JSON" (not JSON-MIN, not COCO).'


def read_tasks(path: Path, faults: FaultList, predictions: bool) -> dict[str, Any]:
    """The COCO document of a raw JSON export.

    faults:       gets what is wrong with tasks and regions; values are checked by `coco_read`.
    predictions:  take the tasks' predictions instead of their annotations.
    """
    document = _Document(faults)
    for index, task in enumerate(_load(path, faults)):
        sound = isinstance(task, dict) and isinstance(task.get("data"), dict)
        if not sound:
            wanted = 'wanted a task with "data"'
            faults.add(f"task at place {index}", "", f"got {shown(task)}", wanted, _JSON_CURE)
            continue
        document.add_task(task, "predictions" if predictions else "annotations")
    return document.content


def _load(path: Path, faults: FaultList) -> list[Any]:
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        cure = f"{_JSON_CURE} If that was done, the file was cut off: fetch it again."
        faults.stop("", "", f"cannot be read as JSON ({error})", "wanted a list of tasks", cure)
        raise AssertionError("stop() raises") from None
    if not isinstance(content, list):
        kind = type(content).__name__
        faults.stop("", "", f"the file holds a {kind}", "wanted a list of tasks", _JSON_CURE)
    return list(content)


class _Document:
    """Gathers images and annotations while tasks are read."""

    def __init__(self, faults: FaultList) -> None:
        self.faults = faults
        self.content: dict[str, Any] = {
            "images": [],
            "annotations": [],
            "categories": [hand_category(1)],
        }
        self.annotation_ids: set[int] = set()

    def add_task(self, task: Mapping[str, Any], source: str) -> None:
        data = task["data"]
        place = f'task {task.get("id")} "{data.get("image")}"'
        # A task whose annotations were all skipped, or that has none yet, is a film without hands.
        answers = [a for a in _objects(task.get(source)) if not a.get("was_cancelled")]
        results = [_sound_results(answer.get("result"), place, self.faults) for answer in answers]
        image = self._image(task, [r for one in results for r in one], place)
        if image is None:
            return
        self.content["images"].append(image)
        for one in results:
            for hand in _hands(one, place, self.faults):
                self._add_hand(hand, data, image)

    def _image(
        self, task: Mapping[str, Any], results: list[dict[str, Any]], place: str
    ) -> dict[str, Any] | None:
        """The film: our own facts where the task has them, else what its results tell."""
        given = task["data"].get("film")
        film = dict(given) if isinstance(given, dict) else {}
        for key, theirs in (("width", "original_width"), ("height", "original_height")):
            film.setdefault(key, next((r[theirs] for r in results if theirs in r), None))
        if film["width"] is None or film["height"] is None:
            if results or not isinstance(given, dict):
                wanted = "wanted original_width and original_height at its results"
                cure = "Label the film once, or remove the task from the file."
                self.faults.add(place, "", "the film's size is unknown", wanted, cure)
            return None
        film.setdefault("id", task.get("id"))
        if film["id"] is None:
            film["id"] = 1 + max((i for i in self._image_ids() if isinstance(i, int)), default=0)
        film.setdefault("file_name", _file_name(str(task["data"].get("image", ""))))
        return film

    def _image_ids(self) -> list[Any]:
        return [image["id"] for image in self.content["images"]]

    def _add_hand(
        self, hand: dict[str, Any], data: Mapping[str, Any], image: Mapping[str, Any]
    ) -> None:
        known, region = data.get("hands"), hand.pop("region")
        own = known.get(region) if isinstance(known, dict) else None
        unseen = dict(own) if isinstance(own, dict) else {}
        annotation_id = unseen.get("id")
        if annotation_id in self.annotation_ids or not isinstance(annotation_id, int):
            annotation_id = max(self.annotation_ids, default=0) + 1
        self.annotation_ids.add(annotation_id)
        # A box that was changed makes the stored area wrong; without one it is made anew.
        if hand["bbox"] is None:
            unseen.pop("area", None)
            hand.pop("bbox")
        annotation = unseen | hand | {"id": annotation_id, "image_id": image["id"]}
        self.content["annotations"].append(annotation | {"category_id": 1})


def _file_name(url: str) -> str:
    """The film's own name in what Label Studio made of it: uploads get eight hex digits before."""
    parts = urlparse(url)
    local = parse_qs(parts.query).get("d")
    if local:
        return unquote(local[0])
    path = unquote(parts.path)
    if path.startswith("/data/upload/"):
        return re.sub(r"^[0-9a-f]{8}-", "", PurePosixPath(path).name)
    return PurePosixPath(path).name if parts.scheme or path.startswith("/") else path


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _sound_results(value: Any, place: str, faults: FaultList) -> list[dict[str, Any]]:
    """The results with a region's id and a value; relations between regions are not ours."""
    sound = []
    for result in value if isinstance(value, list) else []:
        if isinstance(result, dict) and result.get("type") == "relation":
            continue
        is_sound = isinstance(result, dict) and isinstance(result.get("value"), dict)
        if is_sound and isinstance(result.get("id"), str):
            sound.append(result)
        else:
            wanted = "wanted an object with an id and a value"
            faults.add(place, "result", f"got {shown(result)}", wanted, _JSON_CURE)
    return sound


def _hands(sound: list[dict[str, Any]], place: str, faults: FaultList) -> list[dict[str, Any]]:
    """One COCO annotation, without ids, per rectangle; points without any are one hand."""
    if any(r.get("image_rotation") for r in sound):
        cure = "Turn the image file itself instead."
        faults.add(place, "image_rotation", "the film was turned", "wanted 0 degrees", cure)
    boxes = {r["id"]: r for r in sound if r.get("type") == "rectanglelabels"}
    points = [r for r in sound if r.get("type") == "keypointlabels"]
    if not boxes:
        return [HandResults(place, faults).read(None, points, sound)] if points else []
    only = next(iter(boxes)) if len(boxes) == 1 else None
    by_box: dict[Any, list[Any]] = {box: [] for box in boxes}
    for point in points:
        parent = point.get("parentID", only)
        parent = parent if isinstance(parent, str) and parent in boxes else only
        if parent is None:
            got = f"point {point['value'].get('keypointlabels')} lies in none of {len(boxes)} boxes"
            cure = "Draw it again inside its hand's box, or make the box its parent."
            faults.add(place, "bone", got, "wanted each point inside one hand", cure)
        else:
            by_box[parent].append(point)
    return [HandResults(place, faults).read(boxes[box], by_box[box], sound) for box in boxes]
