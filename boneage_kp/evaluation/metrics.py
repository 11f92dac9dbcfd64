"""`HandMetric`: what training watches, from batches, through the pure functions of this folder."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from mmengine.evaluator import BaseMetric
from torch import Tensor

from boneage_kp.evaluation.keypoints import keypoint_result
from boneage_kp.evaluation.pairs import PointPairs, StagePairs
from boneage_kp.evaluation.stage_order import StageOrder
from boneage_kp.evaluation.stages import stage_result
from boneage_kp.registry import METRICS
from boneage_kp.schema.hand import HAND, HandSchema
from boneage_kp.standards import load_standard

# What comes out, with the prefix that it is logged under.
FIGURES = (
    "hand/pck_1",
    "hand/pck_2",
    "hand/pck_4",
    "hand/missed",
    "hand/median_share",
    "hand/largest_px",
    "hand/stage_exact",
    "hand/stage_within_one",
    "hand/score",
)


@METRICS.register_module()
class HandMetric(BaseMetric):
    """PCK, median and largest error, stages exact and within one; all in the network's frame.

    min_confidence:  below it a bone counts as missed, an error of its own.
    Percentages are 0-100; `score` is the mean of PCK@2 and exact stages.
    """

    default_prefix = "hand"

    def __init__(
        self, standard: str = "tw3_rus", min_confidence: float = 0.1, schema: HandSchema = HAND
    ) -> None:
        super().__init__()
        self.order = StageOrder.of(load_standard(standard).stages, schema)
        self.min_confidence = min_confidence

    def process(self, data_batch: dict[str, Any], data_samples: Sequence[Tensor]) -> None:
        """Keep one entry a film, so that ranks can be gathered and padding dropped.

        data_samples: the fields of `Detections`, in order (mmengine has made a list of them).
        """
        xy_px, confidence, _, posterior, _ = (one.float().cpu().numpy() for one in data_samples)
        labels = data_batch["labels"]
        fields = [one.cpu().numpy() for one in labels]
        for i in range(len(xy_px)):
            self.results.append((xy_px[i], confidence[i], posterior[i], *(f[i] for f in fields)))

    def compute_metrics(self, results: list[Any]) -> dict[str, float]:
        """Figures over all films."""
        columns = [np.stack(column) for column in zip(*results, strict=True)]
        xy_px, confidence, posterior, truth_px, shown, known, stage, length_px = columns
        missed = confidence < self.min_confidence
        found_px = np.where(missed[..., None], np.nan, xy_px)
        unknown = np.full(len(xy_px), np.nan)
        points = keypoint_result(
            PointPairs(
                bones=self.order.bones,
                truth_px=np.where(shown[..., None], truth_px, np.nan).astype(float),
                absent=known & ~shown,
                found_px=found_px.astype(float),
                confidence=np.where(missed, np.nan, confidence),
                hand_length_px=length_px.astype(float),
                spacing_mm=unknown,
                area_px2=unknown,
                sources=("",) * len(xy_px),
            )
        ).overall
        read = np.where(missed, -1, posterior.argmax(axis=-1))
        stages = stage_result(
            StagePairs(
                order=self.order,
                truth=stage,
                maturity=np.full(stage.shape, np.nan),
                read=read,
                posterior=np.where(missed[..., None], np.nan, posterior),
            )
        ).overall
        error_px = np.linalg.norm(found_px - truth_px, axis=-1)[shown]
        figures = {f"pck_{radius * 100:g}": _percent(v) for radius, v in points.pck.items()}
        figures["missed"] = _percent(points.px.missed_share)
        figures["median_share"] = _percent(points.share.median)
        figures["largest_px"] = float(np.nan_to_num(error_px, nan=np.inf).max(initial=0.0))
        figures["stage_exact"] = _percent(stages.exact)
        figures["stage_within_one"] = _percent(stages.within_one)
        figures["score"] = (figures["pck_2"] + figures["stage_exact"]) / 2
        return figures


def _percent(share: float | None) -> float:
    """A share as per cent; 0 where there was nothing to measure, so that nothing looks good."""
    return 0.0 if share is None else 100 * share
