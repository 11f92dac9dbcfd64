"""From records to arrays: each reading is laid beside the truth of the same file name."""

from collections.abc import Iterable

import numpy as np

from boneage_kp.evaluation.pairs import AgePairs, PointPairs, StagePairs
from boneage_kp.evaluation.stage_order import StageOrder
from boneage_kp.schema.hand import HAND, HandSchema
from boneage_kp.schema.records import BoneLabel, HandReading, HandRecord
from boneage_kp.standards.scoring import total_score
from boneage_kp.standards.standard import Standard


def pair_up(
    truths: Iterable[HandRecord],
    readings: Iterable[HandReading],
    standard: Standard,
    schema: HandSchema = HAND,
) -> tuple[PointPairs, StagePairs, AgePairs]:
    """Lay readings beside their truths by file name.

    truths:    one record per film; a film without a reading is missed whole.
    readings:  at most one per film, of films that are among the truths.
    standard:  what the readings were scored by; truths get their score from it where every
               bone is rated.
    returns:   points, stages and ages of the same films in the order of `truths`.
    """
    records = list(truths)
    by_name = _readings_by_name(records, readings, standard.id)
    matched = [by_name.get(record.file_name) for record in records]
    order = StageOrder.of(standard.stages, schema)
    return (
        _points(records, matched, schema),
        _stages(records, matched, order),
        _ages(records, matched, standard),
    )


def _readings_by_name(
    records: list[HandRecord], readings: Iterable[HandReading], standard_id: str
) -> dict[str, HandReading]:
    names = [record.file_name for record in records]
    known = set(names)
    if len(known) < len(names):
        doubled = next(name for name in names if names.count(name) > 1)
        raise ValueError(
            f"{doubled!r} has two truths; readings are matched by file name, one hand per film. "
            "Split films with two hands before evaluating."
        )
    by_name: dict[str, HandReading] = {}
    for reading in readings:
        if reading.file_name not in known:
            raise ValueError(
                f"the reading of {reading.file_name!r} has no truth; the truths name "
                f"{len(names)} films{f' such as {names[0]!r}' if names else ''}. Use the same "
                "file names in both, or leave that reading out."
            )
        if reading.file_name in by_name:
            raise ValueError(f"{reading.file_name!r} was read twice; keep one reading of each film")
        if reading.standard_id != standard_id:
            raise ValueError(
                f"{reading.file_name!r} was read with {reading.standard_id!r}, and is to be "
                f"evaluated with {standard_id!r}; scores and ages of two standards do not compare. "
                f"Evaluate with {reading.standard_id!r}, or read the film again."
            )
        by_name[reading.file_name] = reading
    return by_name


def _number(value: float | None) -> float:
    return np.nan if value is None else float(value)


def _points(
    records: list[HandRecord], readings: list[HandReading | None], schema: HandSchema
) -> PointPairs:
    n, k = len(records), len(schema)
    truth_px, found_px = np.full((n, k, 2), np.nan), np.full((n, k, 2), np.nan)
    absent, confidence = np.zeros((n, k), bool), np.full((n, k), np.nan)
    for i, (record, reading) in enumerate(zip(records, readings, strict=True)):
        truth_px[i], _ = record.points_px(schema)
        absent[i] = [record.bones.get(name, BoneLabel()).absent for name in schema.names]
        for j, name in enumerate(schema.names):
            bone = reading.bones.get(name) if reading else None
            if bone is not None and bone.xy_px is not None:
                found_px[i, j], confidence[i, j] = bone.xy_px, bone.confidence
    return PointPairs(
        bones=schema.names,
        truth_px=truth_px,
        absent=absent,
        found_px=found_px,
        confidence=confidence,
        hand_length_px=np.array([_number(r.hand_length_px(schema)) for r in records]),
        spacing_mm=np.array([_number(r.spacing_mm) for r in records]),
        area_px2=np.array([_number(r.area_px2) for r in records]),
        sources=tuple(r.point_source or "" for r in records),
    )


def _stages(
    records: list[HandRecord], readings: list[HandReading | None], order: StageOrder
) -> StagePairs:
    shape = (len(records), len(order.bones))
    truth, read = np.full(shape, -1), np.full(shape, -1)
    maturity, posterior = np.full(shape, np.nan), np.full((*shape, len(order.names)), np.nan)
    for i, (record, reading) in enumerate(zip(records, readings, strict=True)):
        for j, name in enumerate(order.bones):
            label, bone = record.bones.get(name), reading.bones.get(name) if reading else None
            if label is not None and not label.absent:
                truth[i, j] = order.number(name, label.stage, f"truth {record.file_name!r}")
                maturity[i, j] = _number(label.maturity)
            if bone is not None:
                where = f"reading {record.file_name!r}"
                read[i, j] = order.number(name, bone.stage, where)
                posterior[i, j] = order.probabilities(name, bone.posterior, where)
    return StagePairs(order=order, truth=truth, maturity=maturity, read=read, posterior=posterior)


def _ages(
    records: list[HandRecord], readings: list[HandReading | None], standard: Standard
) -> AgePairs:
    intervals = [reading.interval_months if reading else None for reading in readings]
    ends = [(None, None) if interval is None else interval for interval in intervals]
    return AgePairs(
        file_names=tuple(record.file_name for record in records),
        truth_months=np.array([_number(record.bone_age_months) for record in records]),
        read_months=np.array([_number(r.bone_age_months if r else None) for r in readings]),
        bound=tuple(r.bone_age_bound if r else None for r in readings),
        interval_months=np.array([[_number(e) for e in pair] for pair in ends]).reshape(-1, 2),
        has_interval=np.array([interval is not None for interval in intervals], bool),
        sexes=tuple(record.sex for record in records),
        truth_score=np.array([_number(_true_score(r, standard)) for r in records]),
        read_score=np.array([_number(r.score if r else None) for r in readings]),
        rejected=np.array([r is not None and r.verdict == "rejected" for r in readings], bool),
    )


def _true_score(record: HandRecord, standard: Standard) -> int | None:
    """The score of a truth; None where its sex or the stage of any bone is not known."""
    labels = {bone: record.bones.get(bone, BoneLabel()) for bone in standard.bones}
    stages = {
        bone: label.stage for bone, label in labels.items() if label.stage and not label.absent
    }
    if record.sex is None or len(stages) < len(labels):
        return None
    return total_score(standard, record.sex, stages).total
