"""A rater's work as a record of the annotation file, and back: two directions side by side."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from boneage_kp.annotate.film_work import DECISIONS, BoneWork, FilmWork
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, HandRecord

WORK_KEY = "work"  # in the annotation: decisions, time, flags, and the machine's word


def record_of(work: FilmWork, base: HandRecord | None, rater: str) -> HandRecord:
    """The work as a record.

    base:  the annotation that it continues: its ids and all keys that are not ours are kept. None
           makes a new one.
    """
    given = base or HandRecord(file_name=work.file_name, size_hw=work.size_hw, bones={})
    bones = {name: _label(work.bones[name], given.bones.get(name)) for name in HAND.names}
    rated = any(label.stage is not None for label in bones.values())
    moved = bones != dict(given.bones)
    return replace(
        given,
        bones=bones,
        sex=work.sex,
        age_months=work.age_months,
        spacing_mm=work.spacing_mm,
        side=work.side,
        standard_id=work.standard_id if rated else None,
        rater=rater,
        bbox_xywh_px=None if moved else given.bbox_xywh_px,
        area_px2=None if moved else given.area_px2,
        annotation_extra={**given.annotation_extra, WORK_KEY: _extra(work)},
    )


def work_of(record: HandRecord, standard_id: str) -> FilmWork:
    """What a record says, as work to go on with."""
    kept = record.annotation_extra.get(WORK_KEY)
    extra: Mapping[str, Any] = kept if isinstance(kept, Mapping) else {}
    decisions = extra.get("decisions")
    decided: Mapping[str, Any] = decisions if isinstance(decisions, Mapping) else {}
    seconds, machine = extra.get("seconds"), extra.get("machine")
    return FilmWork(
        file_name=record.file_name,
        size_hw=record.size_hw,
        standard_id=record.standard_id or standard_id,
        bones={n: _bone(record.bones.get(n, BoneLabel()), decided.get(n)) for n in HAND.names},
        sex=record.sex,
        age_months=record.age_months,
        sex_source=None if record.sex is None else "file",
        age_source=None if record.age_months is None else "file",
        spacing_mm=record.spacing_mm,
        side=record.side,
        done=extra.get("done") is True,
        flagged=extra.get("flagged") is True,
        note=str(extra.get("note", "")),
        seconds=float(seconds) if isinstance(seconds, (int, float)) else 0.0,
        machine=machine if isinstance(machine, Mapping) else None,
        touched=True,
    )


def _label(bone: BoneWork, before: BoneLabel | None) -> BoneLabel:
    same = before is not None and (before.xy_px, before.stage) == (bone.xy_px, bone.stage)
    maturity = before.maturity if before is not None and same else None
    return BoneLabel(bone.xy_px, bone.visibility, bone.stage, bone.absent, maturity)


def _bone(label: BoneLabel, decision: Any) -> BoneWork:
    known = decision if decision in DECISIONS else None
    if label.absent:
        return BoneWork(absent=True, decision=known)
    if not label.labelled:
        return BoneWork(stage=label.stage, decision=known)
    return BoneWork(label.xy_px, label.visibility, label.stage, False, known)


def _extra(work: FilmWork) -> dict[str, Any]:
    decisions = {n: bone.decision for n, bone in work.bones.items() if bone.decision is not None}
    extra: dict[str, Any] = {"seconds": work.seconds}
    if decisions:
        extra["decisions"] = decisions
    if work.done:
        extra["done"] = True
    if work.flagged:
        extra["flagged"] = True
    if work.note:
        extra["note"] = work.note
    if work.machine is not None:
        extra["machine"] = dict(work.machine)
    return extra
