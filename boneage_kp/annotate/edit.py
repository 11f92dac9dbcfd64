"""One action of the page onto a film's work: checked field by field, all faults in one refusal."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from boneage_kp.annotate.film_work import DECISIONS, BoneWork, FilmWork
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import Sex, Visibility
from boneage_kp.standards import Standard

MAX_NOTE = 2000
MAX_AGE_MONTHS = 300.0  # as docs/format.md allows
MAX_SECONDS = 3600.0
_OUTSIDE_PX = 1.0  # a labelled point may lie this far off the film, as docs/format.md allows
_FILM_KEYS = ("bones", "sex", "age_months", "done", "flagged", "note")
_BONE_KEYS = ("x", "y", "visibility", "stage", "absent", "decision")


class EditRefused(ValueError):
    """A change that the file may not hold; `faults` names every field."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("nothing was saved: " + "; ".join(faults))


@dataclass
class _Faults:
    found: list[str] = field(default_factory=list)

    def add(self, place: str, got: Any, wanted: str) -> None:
        self.found.append(f"{place}: got {str(got)[:80]!r}; wanted {wanted}")


def edited(
    work: FilmWork, changes: Mapping[str, Any], seconds: float, standard: Standard
) -> FilmWork:
    """The work after one action.

    changes:  as docs/annotate_api.md has it; what is not named stays.
    seconds:  spent since the last action.
    raises:   EditRefused.
    """
    faults = _Faults()
    for key in changes:
        if key not in _FILM_KEYS:
            faults.add("changes", key, f"one of: {' '.join(_FILM_KEYS)}")
    new: dict[str, Any] = {"touched": True, "seconds": _seconds(work, seconds, faults)}
    if "bones" in changes:
        new["bones"] = _bones(work, changes["bones"], standard, faults)
    new |= _facts(changes, faults)
    if faults.found:
        raise EditRefused(faults.found)
    return replace(work, **new)


def _seconds(work: FilmWork, seconds: Any, faults: _Faults) -> float:
    if not _is_number(seconds) or not 0 <= seconds <= MAX_SECONDS:
        faults.add("seconds", seconds, f"a number from 0 to {MAX_SECONDS:g}")
        return work.seconds
    return round(work.seconds + seconds, 3)


def _facts(changes: Mapping[str, Any], faults: _Faults) -> dict[str, Any]:
    new: dict[str, Any] = {}
    if "sex" in changes:
        sex = changes["sex"]
        if sex not in (None, "F", "M"):
            faults.add("sex", sex, '"F", "M" or null')
        else:
            new |= {"sex": None if sex is None else Sex(sex), "sex_source": sex and "rater"}
    if "age_months" in changes:
        age = changes["age_months"]
        if age is not None and not (_is_number(age) and 0 <= age <= MAX_AGE_MONTHS):
            faults.add("age_months", age, f"months from 0 to {MAX_AGE_MONTHS:g}, or null")
        else:
            new |= {
                "age_months": None if age is None else float(age),
                "age_source": None if age is None else "rater",
            }
    for key in ("done", "flagged"):
        if key in changes:
            if not isinstance(changes[key], bool):
                faults.add(key, changes[key], "true or false")
            new[key] = changes[key]
    if "note" in changes:
        note = changes["note"]
        if not isinstance(note, str) or len(note) > MAX_NOTE:
            faults.add("note", note, f"a text of at most {MAX_NOTE} characters")
        new["note"] = note
    return new


def _bones(work: FilmWork, changes: Any, standard: Standard, faults: _Faults) -> dict[str, Any]:
    bones = dict(work.bones)
    if not isinstance(changes, Mapping):
        faults.add("bones", changes, "an object, bone to its changes")
        return bones
    for name, change in changes.items():
        if name not in HAND.names:
            faults.add("bones", name, f"one of: {' '.join(HAND.names)}")
        elif not isinstance(change, Mapping) or set(change) - set(_BONE_KEYS):
            faults.add(f"bone {name}", change, f"an object with any of: {' '.join(_BONE_KEYS)}")
        else:
            bones[name] = _bone(work, name, change, standard, faults)
    return bones


def _bone(
    work: FilmWork, name: str, change: Mapping[str, Any], standard: Standard, faults: _Faults
) -> BoneWork:
    bone, place = work.bones[name], f"bone {name}"
    visibility = change.get("visibility", bone.visibility)
    if visibility not in (0, 1, 2) or isinstance(visibility, bool):
        faults.add(place, visibility, "visibility 0, 1 or 2")
        return bone
    xy_px = _point(work, change, faults, place) if {"x", "y"} & set(change) else bone.xy_px
    stage, absent = change.get("stage", bone.stage), change.get("absent", bone.absent)
    decision = change.get("decision", bone.decision)
    if stage is not None and stage not in standard.stages[name]:
        faults.add(place, stage, f"a stage of {standard.id}: {standard.stage_range(name)}, or null")
    if not isinstance(absent, bool):
        faults.add(place, absent, "absent true or false")
    if decision is not None and decision not in DECISIONS:
        faults.add(place, decision, f"a decision: {' '.join(DECISIONS)}, or null")
    if "absent" not in change and xy_px is not None:
        absent = False  # what was placed is there
    if absent:
        return BoneWork(absent=True, decision=decision)
    if xy_px is None or visibility == 0 and "visibility" in change and "x" not in change:
        return BoneWork(stage=stage, decision=decision)
    return BoneWork(xy_px, visibility or Visibility.SEEN, stage, False, decision)


def _point(
    work: FilmWork, change: Mapping[str, Any], faults: _Faults, place: str
) -> tuple[float, float] | None:
    x: Any = change.get("x")
    y: Any = change.get("y")
    if x is None and y is None and {"x", "y"} <= set(change):
        return None
    height, width = work.size_hw
    inside = (
        _is_number(x)
        and _is_number(y)
        and -_OUTSIDE_PX <= x <= width + _OUTSIDE_PX
        and -_OUTSIDE_PX <= y <= height + _OUTSIDE_PX
    )
    if not inside:
        faults.add(place, (x, y), f"x and y on the film of {width} x {height} px, or both null")
        return None
    return round(float(x), 3), round(float(y), 3)


def _is_number(value: Any) -> bool:
    """A finite number; True and False are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e9
