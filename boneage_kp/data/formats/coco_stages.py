"""Stages, standard, absent bones and maturity of one annotation, wherever the file carries them."""

from dataclasses import dataclass, field
from typing import Any

from boneage_kp.data.formats.coco_document import shown
from boneage_kp.data.formats.coco_fields import Fields, is_number
from boneage_kp.data.formats.coco_file import ATTRIBUTE_PREFIX, UNRATED
from boneage_kp.schema.hand import HAND
from boneage_kp.standards import Standard, list_standards, load_standard

_DIFFER_CURE = "They are copies: correct the older one, or remove it."


@dataclass
class Ratings:
    """What one annotation says of its bones beside their points.

    stages, maturity:   by bone, only those given.
    other_attributes:   {"attributes": ...} with what is not ours in it, or nothing.
    """

    standard_id: str | None = None
    stages: dict[str, str] = field(default_factory=dict)
    maturity: dict[str, float] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    other_attributes: dict[str, Any] = field(default_factory=dict)


class Shelf:
    """The standards within reach while one file is read, each loaded once."""

    def __init__(self) -> None:
        self.names = tuple(list_standards())
        self._loaded: dict[str, Standard] = {}

    def take(self, name: str) -> Standard:
        if name not in self._loaded:
            self._loaded[name] = load_standard(name)
        return self._loaded[name]


def read_ratings(
    fields: Fields, order: tuple[int, ...], standard_id: str | None, shelf: Shelf
) -> Ratings:
    """Read the annotation's own keys and their copies in `attributes`, and compare the two.

    order:        per bone of the schema its place in the file's lists.
    standard_id:  taken when the annotation names none.
    """
    attributes = _Attributes(fields)
    listed = _stage_list(fields, order)
    own_id = _either(fields, "standard_id", fields.text("standard_id"), attributes.standard_id)
    ratings = Ratings(
        standard_id=own_id or standard_id,
        stages=_merged(fields, listed, attributes.stages),
        maturity=_maturity(fields, order),
        absent=_absent(fields, attributes.absent),
        other_attributes={"attributes": attributes.rest} if attributes.rest else {},
    )
    if not ratings.stages and own_id is None:
        ratings.standard_id = None
    _check_stages(fields, ratings, shelf)
    return ratings


class _Attributes:
    """Our keys in the annotation's `attributes`, the only place that CVAT carries."""

    def __init__(self, fields: Fields) -> None:
        given = fields.raw("attributes")
        fields.check_finite("attributes")
        if given is not None and not isinstance(given, dict):
            fields.fault('"attributes"', f"got {shown(given)}", "wanted an object")
        self.rest: dict[str, Any] = dict(given) if isinstance(given, dict) else {}
        self.standard_id = self._own_text(fields, "standard_id")
        self.absent = self._own_text(fields, "absent")
        self.stages: dict[str, str] = {}
        for key in [key for key in self.rest if key.startswith(ATTRIBUTE_PREFIX)]:
            name = key.removeprefix(ATTRIBUTE_PREFIX)
            if name not in HAND.names:
                wanted = f"wanted one of: {' '.join(HAND.names)}"
                fields.fault(f'"attributes", {key!r}', f"{name!r} is no bone", wanted)
            stage = self._own_text(fields, key)
            if stage is not None:
                self.stages[name] = stage

    def _own_text(self, fields: Fields, key: str) -> str | None:
        value = self.rest.pop(key, None)
        if value in UNRATED:
            return None
        if not isinstance(value, str):
            fields.fault(f'"attributes", {key!r}', f"got {shown(value)}", "wanted a text")
            return None
        return value


def _stage_list(fields: Fields, order: tuple[int, ...]) -> dict[str, str]:
    """Bone -> stage from the list `stages`."""
    values = _listed(fields, "stages", order)
    stages = {}
    for name, value in values.items():
        if isinstance(value, str) and value:
            stages[name] = value
        elif value is not None:
            got, wanted = f"stage {shown(value)}", "wanted a letter, or null where not rated"
            fields.fault(f"bone {name!r}", got, wanted)
    return stages


def _maturity(fields: Fields, order: tuple[int, ...]) -> dict[str, float]:
    maturity = {}
    for name, value in _listed(fields, "maturity", order).items():
        if is_number(value) and value >= 0:
            maturity[name] = float(value)
        elif value is not None:
            got, wanted = f"maturity {shown(value)}", "wanted a number from 0, or null"
            fields.fault(f"bone {name!r}", got, wanted)
    return maturity


def _listed(fields: Fields, key: str, order: tuple[int, ...]) -> dict[str, Any]:
    """Bone -> value of a list in keypoint order; {} when the list is missing or not one."""
    values = fields.raw(key)
    if values is None:
        return {}
    if not isinstance(values, list) or len(values) != len(HAND):
        size = f"{len(values)} values" if isinstance(values, list) else shown(values)
        wanted = f"wanted a list of {len(HAND)}, one a keypoint, null where nothing is known"
        fields.fault(f'"{key}"', f"got {size}", wanted)
        return {}
    return {name: values[place] for name, place in zip(HAND.names, order, strict=True)}


def _merged(fields: Fields, listed: dict[str, str], copied: dict[str, str]) -> dict[str, str]:
    """One stage a bone. With a list in the file, a stage that only the copy has differs too."""
    if fields.raw("stages") is None:
        return copied
    for name, stage in copied.items():
        if name in HAND.names and stage != listed.get(name):
            got = f'"stages" says {shown(listed.get(name))}, "attributes" says {stage!r}'
            fields.fault(f"bone {name!r}", got, "wanted the same twice", _DIFFER_CURE)
    return listed


def _absent(fields: Fields, copied: str | None) -> frozenset[str]:
    given = fields.raw("absent")
    if given is not None and not isinstance(given, list):
        fields.fault('"absent"', f"got {shown(given)}", "wanted a list of bone names")
        return frozenset()
    names = [] if given is None else given
    from_copy = [] if copied is None else copied.split()
    for name in dict.fromkeys(map(str, [*names, *from_copy])):
        if name not in HAND.names:
            wanted = f"wanted one of: {' '.join(HAND.names)}"
            fields.fault('"absent"', f"{name!r} is no bone", wanted)
    if given is not None and copied is not None and set(map(str, names)) != set(from_copy):
        got = f'got {" ".join(map(str, names))!r}, "attributes" says {copied!r}'
        fields.fault('"absent"', got, "wanted the same twice", _DIFFER_CURE)
    return frozenset(map(str, names or from_copy))


def _either(fields: Fields, key: str, own: str | None, copied: str | None) -> str | None:
    if own is not None and copied is not None and own != copied:
        got = f'got {own!r}, "attributes" says {copied!r}'
        fields.fault(f'"{key}"', got, "wanted the same twice", _DIFFER_CURE)
    return own or copied


def _check_stages(fields: Fields, ratings: Ratings, shelf: Shelf) -> None:
    """Every stage is one that the bone has in the annotation's standard."""
    known = " ".join(shelf.names)
    if ratings.standard_id is None:
        if ratings.stages:
            wanted = "a stage means nothing without its standard"
            fields.fault('"standard_id"', "is missing", wanted, f"Name one of: {known}.")
        return
    if ratings.standard_id not in shelf.names:
        fields.fault('"standard_id"', f"got {ratings.standard_id!r}", f"wanted one of: {known}")
        return
    standard = shelf.take(ratings.standard_id)
    for name, stage in ratings.stages.items():
        if name not in HAND.names or stage in standard.stages.get(name, ()):
            continue
        has, cure = "has no such bone", ""
        if name in standard.stages:
            has, cure = f"knows {standard.stage_range(name)}", standard.stage_cure(name, stage)
        other = 'If the film was read with another standard, set the annotation\'s "standard_id".'
        got = f"stage {stage!r} is unknown"
        fields.fault(f"bone {name!r}", got, f"{standard.id} {has}", cure or other)
