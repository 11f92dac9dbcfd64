"""One hand of Label Studio's results: its points, stages, visibility, box and absent bones."""

from collections.abc import Mapping
from typing import Any

from boneage_kp.data.formats.coco_document import shown
from boneage_kp.data.formats.coco_fields import is_number
from boneage_kp.data.formats.faults import FaultList
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import Visibility

# Percent and back moves the last bits of a coordinate; a millionth of a pixel is none of ours.
DIGITS = 6


class HandResults:
    """Reads the results of one hand."""

    def __init__(self, place: str, faults: FaultList) -> None:
        self.place, self.faults = place, faults
        self.keypoints: list[float] = [0.0] * 3 * len(HAND)
        self.stages: list[str | None] = [None] * len(HAND)

    def read(
        self, box: Mapping[str, Any] | None, points: list[Any], results: list[Any]
    ) -> dict[str, Any]:
        said = _choices(results)
        region = box["id"] if box else None
        for point in points:
            self._read_point(point, said.get(point.get("id"), {}))
        own = said.get(region, {}) if box else {}
        for text in own.get("unplaced", []):
            self._read_unplaced(text)
        absent = own.get("absent", [])
        annotation: dict[str, Any] = {
            "region": region,
            "keypoints": self.keypoints,
            "bbox": self._box(box) if box else None,
        }
        annotation |= {"stages": self.stages} if any(self.stages) else {}
        return annotation | ({"absent": absent} if absent else {})

    def _read_point(self, point: Mapping[str, Any], said: Mapping[str, list[str]]) -> None:
        value = point["value"]
        given = value.get("keypointlabels")
        names = given if isinstance(given, list) and given else ["nothing"]
        name = str(names[0])
        numbers = [value.get("x"), value.get("y"), *self._size(point)]
        if name not in HAND.names or len(names) > 1:
            self._fault(names, f"wanted one bone of: {' '.join(HAND.names)}")
            return
        if not all(is_number(number) for number in numbers):
            self._fault(name, "wanted x, y in percent and the film's original size")
            return
        place = 3 * HAND.index_of(name)
        if self.keypoints[place + 2]:
            self._fault(f"{name} twice", "wanted each bone once a hand", "Remove one of the two.")
        x, y, width, height = numbers
        hidden = said.get("visibility") == ["hidden"]
        visibility = Visibility.HIDDEN if hidden else Visibility.SEEN
        xy_px = round(x / 100 * width, DIGITS), round(y / 100 * height, DIGITS)
        self.keypoints[place : place + 3] = [*xy_px, float(visibility)]
        self.stages[HAND.index_of(name)] = next(iter(said.get("stage", [])), None)

    def _read_unplaced(self, text: str) -> None:
        name, _, stage = text.partition("=")
        if name.strip() not in HAND.names or not stage.strip():
            self._fault(text, "wanted bone=stage, one a line: radius=F")
        elif not self.keypoints[3 * HAND.index_of(name.strip()) + 2]:
            self.stages[HAND.index_of(name.strip())] = stage.strip()

    def _box(self, box: Mapping[str, Any]) -> list[float] | None:
        value, (width, height) = box["value"], self._size(box)
        numbers = [value.get(key) for key in ("x", "y", "width", "height")]
        if not all(is_number(number) for number in (*numbers, width, height)):
            self._fault("a box without numbers", "wanted x, y, width, height in percent")
            return None
        if value.get("rotation"):
            self._fault("a turned box", "wanted an upright one", "Set its rotation to 0.")
        extents = (width, height, width, height)
        scaled = [n / 100 * e for n, e in zip(numbers, extents, strict=True)]
        return [round(number, DIGITS) for number in scaled]

    def _size(self, result: Mapping[str, Any]) -> tuple[Any, Any]:
        return result.get("original_width"), result.get("original_height")

    def _fault(self, got: object, wanted: str, cure: str = "") -> None:
        self.faults.add(self.place, "bone", f"got {shown(got)}", wanted, cure)


def _choices(results: list[Any]) -> dict[Any, dict[str, list[str]]]:
    """Region id -> control name -> what was chosen or typed there."""
    said: dict[Any, dict[str, list[str]]] = {}
    for result in results:
        if result.get("type") in ("choices", "textarea"):
            values = result["value"].get("choices") or result["value"].get("text") or []
            values = values if isinstance(values, list) else [values]
            said.setdefault(result["id"], {})[str(result.get("from_name"))] = list(map(str, values))
    return said
