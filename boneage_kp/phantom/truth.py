"""The truth about a phantom: its scene before drawing, and the record that goes with its film."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from boneage_kp.phantom.anatomy import HandAnatomy
from boneage_kp.phantom.framing import Framing
from boneage_kp.phantom.layout_mm import LaidHand
from boneage_kp.phantom.maturity import Subject, stage_of
from boneage_kp.phantom.parts import DrawnPlate, LongBone, PathMaps
from boneage_kp.phantom.shell_bone import ShellBone, covers
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord, Visibility
from boneage_kp.standards import Standard, bone_age, load_standard, total_score

STANDARD_ID = "tw3_rus"


@dataclass(frozen=True, eq=False)
class HandScene:
    """A hand as it lies on its film, before anything is drawn.

    bones:        tubular bones by name, `to_film` leading to pixels.
    small_bones:  carpals and sesamoids, in the hand's frame.
    """

    subject: Subject
    anatomy: HandAnatomy
    hand: LaidHand
    framing: Framing
    bones: Mapping[str, LongBone]
    small_bones: tuple[ShellBone, ...]


def record_of(
    scene: HandScene,
    plates: Mapping[str, DrawnPlate],
    paths: PathMaps,
    film_facts: Mapping[str, Any],
    index: int,
) -> HandRecord:
    """Labels of a phantom: what was drawn, where it lies, and who it is.

    plates:      what the drawing left behind at each growing end.
    film_facts:  what the film chain says it did.
    """
    subject, framing = scene.subject, scene.framing
    height, width = framing.size_hw
    labels, stages = {}, {}
    hidden = _covered(scene, np.array([plates[name].keypoint_px for name in HAND.names]))
    hidden |= np.array(film_facts.get("covered", (False,) * len(HAND)), bool)
    for name, under in zip(HAND.names, hidden.tolist(), strict=True):
        x, y = plates[name].keypoint_px
        m = subject.maturity[name]
        stages[name] = stage_of(m)
        if not (0.0 <= x < width and 0.0 <= y < height):
            labels[name] = BoneLabel(absent=True, maturity=m)
            continue
        unseen = under or _unlit((x, y), film_facts)
        seen = Visibility.HIDDEN if unseen else Visibility.SEEN
        labels[name] = BoneLabel((float(x), float(y)), seen, stages[name], maturity=m)
    x0, y0, x1, y1 = framing.hand_box_px
    body = paths.soft_mm[int(y0) : int(np.ceil(y1)), int(x0) : int(np.ceil(x1))] > 0
    return HandRecord(
        file_name=f"{index:06d}.png",
        size_hw=framing.size_hw,
        bones=labels,
        sex=subject.sex,
        age_months=round(12.0 * subject.age_years, 2),
        bone_age_months=_bone_age_months(subject, stages),
        spacing_mm=framing.spacing_mm,
        side=framing.side,
        standard_id=STANDARD_ID,
        bbox_xywh_px=(x0, y0, x1 - x0, y1 - y0),
        area_px2=max(1.0, float(np.count_nonzero(body))),
    )


def _covered(scene: HandScene, points_px: np.ndarray) -> np.ndarray:
    """(13,) whether a bone of another ray, a carpal or a sesamoid lies over each growth plate."""
    rays = np.array([name[-1] for name in HAND.names])
    result = np.zeros(len(points_px), bool)
    for other, bone in scene.bones.items():
        if other in ("radius", "ulna"):
            continue
        u, v = bone.to_film.inverse()(points_px).T
        across = np.abs(u) < 0.5 * bone.shaft_width_mm
        along = (v > -bone.length_mm) & (v < 0.3 * bone.metaphysis_width_mm)
        result |= across & along & (rays != other[-1])
    for place, xy_mm in enumerate(scene.framing.hand_to_film.inverse()(points_px)):
        result[place] |= any(covers(small, xy_mm) for small in scene.small_bones)
    return result


def _unlit(xy_px: tuple[float, float], film_facts: Mapping[str, Any]) -> bool:
    """Whether a point lies outside a collimated field."""
    for lit in film_facts.get("fields", ()):
        x, y = np.array(xy_px) - np.array(lit["centre_px"])
        c, s = np.cos(np.radians(lit["angle_deg"])), np.sin(np.radians(lit["angle_deg"]))
        u, v = c * x + s * y, c * y - s * x
        left, upper, right, lower = lit["reach_px"]
        if not (-left <= u <= right and -upper <= v <= lower):
            return True
    return False


def _bone_age_months(subject: Subject, stages: Mapping[str, str]) -> float | None:
    """What plain scoring of the stages gives; the tempo where scoring gives only a bound."""
    standard = _standard()
    score = total_score(standard, subject.sex, stages).total
    months = bone_age(standard, subject.sex, score).age_months
    return round(months if months is not None else 12.0 * subject.tempo_years, 2)


@cache
def _standard() -> Standard:
    return load_standard(STANDARD_ID)
