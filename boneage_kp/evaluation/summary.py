"""Everything at once: `report` takes truths and readings and gives one nested frozen result."""

from collections.abc import Iterable
from dataclasses import dataclass

from boneage_kp.evaluation.age import AgeRange, AgeResult, age_result
from boneage_kp.evaluation.centred import CentredResult, centred_result
from boneage_kp.evaluation.keypoints import KeypointResult, keypoint_result
from boneage_kp.evaluation.matching import pair_up
from boneage_kp.evaluation.oks import OksResult, oks_result
from boneage_kp.evaluation.pairs import AgePairs, PointPairs, StagePairs
from boneage_kp.evaluation.stages import StageResult, stage_result
from boneage_kp.schema.hand import HAND, HandSchema
from boneage_kp.schema.records import HandReading, HandRecord
from boneage_kp.standards.standard import Standard


@dataclass(frozen=True)
class Evaluation:
    """How well a set of films was read.

    title:   what was read and by what; stands over the tables.
    oks:     None when it was not asked for.
    """

    title: str
    films: int
    films_read: int
    keypoints: KeypointResult
    centred: CentredResult
    oks: OksResult | None
    stages: StageResult
    age: AgeResult


def report(
    truths: Iterable[HandRecord],
    readings: Iterable[HandReading],
    standard: Standard,
    *,
    title: str = "Evaluation",
    oks: bool = True,
    schema: HandSchema = HAND,
) -> Evaluation:
    """Compare readings with truths of the same file names.

    truths:    one record per film; a film without a reading counts as missed whole.
    readings:  each scored by `standard`, at most one per film.
    oks:       whether to compute OKS AP, which needs pycocotools.
    """
    given = list(readings)
    points, stage_pairs, ages = pair_up(truths, given, standard, schema)
    return evaluate(
        points,
        stage_pairs,
        ages,
        AgeRange.of(standard),
        title=title,
        films_read=len(given),
        oks=oks,
        schema=schema,
    )


def evaluate(
    points: PointPairs,
    stages: StagePairs,
    ages: AgePairs,
    curve: AgeRange,
    *,
    films_read: int,
    title: str = "Evaluation",
    oks: bool = True,
    schema: HandSchema = HAND,
) -> Evaluation:
    """The same from arrays that are already laid side by side."""
    return Evaluation(
        title=title,
        films=len(points.sources),
        films_read=films_read,
        keypoints=keypoint_result(points),
        centred=centred_result(points, schema=schema),
        oks=oks_result(points, schema) if oks else None,
        stages=stage_result(stages),
        age=age_result(ages, curve),
    )
