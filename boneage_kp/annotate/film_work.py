"""`FilmWork`: all that one rater has said of one film; frozen, told apart by its version."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import Sex, Side, Visibility

Decision = Literal["accepted", "corrected", "own", "rejected"]
Source = Literal["rater", "file", "header"]
DECISIONS: tuple[Decision, ...] = ("accepted", "corrected", "own", "rejected")


@dataclass(frozen=True)
class BoneWork:
    """One bone as the rater has it.

    xy_px:     pixels of the film; None where there is no point, and visibility is 0 then.
    decision:  how the values came about; None before the rater has said anything.
    """

    xy_px: tuple[float, float] | None = None
    visibility: int = Visibility.UNLABELLED
    stage: str | None = None
    absent: bool = False
    decision: Decision | None = None

    def as_plain(self) -> dict[str, Any]:
        """For the page and the journal."""
        x, y = (None, None) if self.xy_px is None else self.xy_px
        return {
            "x": x,
            "y": y,
            "visibility": self.visibility,
            "stage": self.stage,
            "absent": self.absent,
            "decision": self.decision,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "BoneWork":
        """Back from `as_plain`."""
        xy = None if plain["x"] is None else (float(plain["x"]), float(plain["y"]))
        return cls(xy, plain["visibility"], plain["stage"], plain["absent"], plain["decision"])


def _no_bones() -> dict[str, BoneWork]:
    return {name: BoneWork() for name in HAND.names}


@dataclass(frozen=True)
class FilmWork:
    """One film as the rater has it.

    file_name:  as the annotation file writes it, from the folder of films.
    size_hw:    (height, width) px.
    seconds:    spent on the film.
    machine:    the proposal that lay under the rater's decisions, kept beside them.
    touched:    an action was saved; films that were only looked at are not in the file.
    """

    file_name: str
    size_hw: tuple[int, int]
    standard_id: str
    bones: Mapping[str, BoneWork] = field(default_factory=_no_bones)
    sex: Sex | None = None
    age_months: float | None = None
    sex_source: Source | None = None
    age_source: Source | None = None
    spacing_mm: float | None = None
    side: Side | None = None
    done: bool = False
    flagged: bool = False
    note: str = ""
    seconds: float = 0.0
    machine: Mapping[str, Any] | None = None
    touched: bool = False

    @property
    def version(self) -> str:
        """Changes whenever anything that the rater says changes; equal content, equal version."""
        said = {k: v for k, v in self.as_plain().items() if k not in ("machine", "seconds")}
        text = json.dumps(said, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def state(self) -> Literal["todo", "started", "done"]:
        if self.done:
            return "done"
        return "started" if self.touched else "todo"

    @property
    def points(self) -> int:
        return sum(bone.xy_px is not None for bone in self.bones.values())

    @property
    def stages(self) -> int:
        return sum(bone.stage is not None for bone in self.bones.values())

    def as_plain(self) -> dict[str, Any]:
        """For the journal."""
        return {
            **vars(self),
            "size_hw": list(self.size_hw),
            "bones": {name: bone.as_plain() for name, bone in self.bones.items()},
            "sex": None if self.sex is None else self.sex.value,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "FilmWork":
        """Back from `as_plain`."""
        height, width = plain["size_hw"]
        bones = {name: BoneWork.from_plain(plain["bones"][name]) for name in HAND.names}
        sex = None if plain["sex"] is None else Sex(plain["sex"])
        return replace(cls(**plain), size_hw=(height, width), bones=bones, sex=sex)
