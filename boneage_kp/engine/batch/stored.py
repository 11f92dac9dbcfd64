"""Stored readings: a row of results back to a `HandReading`, with what a person changed in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from boneage_kp.engine.batch.correction import Ratings
from boneage_kp.engine.reading import Scoring, scored
from boneage_kp.engine.widening import widened
from boneage_kp.report.age_row import KIND as WHOLE_IMAGE
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneReading, HandReading, Sex
from boneage_kp.standards import Standard


class StoredReadingError(ValueError):
    """A file that is no reading of ours; the text says what is wrong with it and what would do."""


@dataclass(frozen=True)
class StoredReading:
    """One film's stored reading, the machine's part and a person's apart.

    machine_row:  the row as it was before any correction.
    ratings:      bones that a person rated: in an earlier correction, or by editing a stage.
    """

    machine_row: Mapping[str, Any]
    machine: HandReading
    ratings: Ratings
    age_years: float | None


def load_row(path: Path) -> dict[str, Any]:
    """The row in a file as `infer` writes it into readings/."""
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise StoredReadingError(
            f"{path}: is no JSON ({error}); wanted a reading of ours"
        ) from None
    if isinstance(row, dict) and row.get("kind") == WHOLE_IMAGE:
        raise StoredReadingError(
            f"{path}: was read by {row.get('model')}, which rates no bone; there is nothing to "
            "correct in it"
        )
    if not isinstance(row, dict) or not isinstance(row.get("bones"), dict) or "standard" not in row:
        cure = "give a file out of the folder readings/ that infer writes"
        raise StoredReadingError(f"{path}: is no reading of a film; {cure}")
    if row.get("error") or not row["bones"]:
        raise StoredReadingError(
            f"{path}: this film could not be read, so there is nothing to correct; read it again"
        )
    return row


def is_reading(row: Any) -> bool:
    """Whether it is the row of a film that was read, by whichever kind of system."""
    if not isinstance(row, dict) or row.get("error"):
        return False
    bones = row.get("bones")
    return row.get("kind") == WHOLE_IMAGE or (bool(bones) and isinstance(bones, dict))


def edited_bones(row: Mapping[str, Any]) -> list[str]:
    """Bones whose stage is not the most probable one of their posterior: somebody changed it."""
    if row.get("kind") == WHOLE_IMAGE:
        return []  # it rates none
    found = []
    for name, bone in row["bones"].items():
        posterior, stage = bone.get("posterior") or {}, bone.get("stage")
        highest = max(posterior.values(), default=0.0)
        if stage is not None and (not posterior or posterior.get(stage, -1.0) < highest):
            found.append(name)
    return found


def stored_reading(
    row: Mapping[str, Any], standard: Standard, where: str, beta: float = 1.0
) -> StoredReading:
    """Take a row apart.

    where:   the file's name, for messages; beta: of the network's calibration.
    raises:  StoredReadingError naming bone and stage that the standard does not know.
    """
    bones, ratings = _machine_and_person(row, standard, where)
    sex = None if row.get("sex") is None else Sex.parse(str(row["sex"]))
    machine_row = {key: value for key, value in row.items() if key != "correction"}
    machine_row |= (row.get("correction") or {}).get("machine", {})
    machine_row["bones"] = bones
    readings = {name: _bone_reading(bone) for name, bone in bones.items()}
    machine = HandReading(
        file_name=str(row.get("file", "")),
        bones=readings,
        sex=sex,
        standard_id=standard.id,
        verdict=machine_row.get("verdict", "review"),
        reasons=tuple(machine_row.get("reasons", ())),
        digests=dict(row.get("digests", {})),
        **vars(Scoring()),
    )
    whole = all(bone.stage for bone in readings.values())
    if sex is not None and machine.verdict != "rejected" and whole:
        machine = replace(machine, **vars(scored(standard, sex, readings)))
        machine = widened(machine, standard, beta)
    return StoredReading(machine_row, machine, ratings, row.get("age_years"))


def _machine_and_person(
    row: Mapping[str, Any], standard: Standard, where: str
) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, float]]]:
    """The row's bones as the machine read them, and a person's ratings."""
    before = (row.get("correction") or {}).get("bones", {})
    edited = edited_bones(row)
    bones: dict[str, dict[str, Any]] = {}
    ratings: dict[str, dict[str, float]] = {}
    for name in HAND.names:
        if name not in row["bones"]:
            raise StoredReadingError(f"{where}: bone {name!r} is missing; a reading has all 13")
        bone = row["bones"][name]
        _check_stages(bone, name, standard, where)
        stage, posterior = bone["stage"], bone["posterior"]
        if name in edited:
            ratings[name] = {stage: 1.0}
            stage = max(posterior, key=lambda s: posterior[s]) if posterior else None
        elif name in before:
            ratings[name] = dict(posterior)
        if name in before:
            stage, posterior = before[name]["machine_stage"], before[name]["machine_posterior"]
        bones[name] = {**bone, "stage": stage, "posterior": posterior}
    return bones, ratings


def _bone_reading(bone: Mapping[str, Any]) -> BoneReading:
    total = sum(bone["posterior"].values())
    return BoneReading(
        xy_px=None if bone["xy_px"] is None else (bone["xy_px"][0], bone["xy_px"][1]),
        confidence=float(bone["confidence"]),
        stage=bone["stage"],
        posterior={stage: p / total for stage, p in bone["posterior"].items()},
    )


def _check_stages(bone: Any, name: str, standard: Standard, where: str) -> None:
    if not isinstance(bone, dict) or not {"xy_px", "confidence", "stage", "posterior"} <= set(bone):
        raise StoredReadingError(
            f"{where}: bone {name!r} lacks one of xy_px, confidence, stage, posterior; "
            "change nothing but its stage"
        )
    known = standard.stages[name]
    for stage in {*bone["posterior"], bone["stage"]} - {None}:
        if stage not in known:
            raise StoredReadingError(
                f"{where}: bone {name!r} has stage {stage!r}; {standard.id} knows {' '.join(known)}"
            )
