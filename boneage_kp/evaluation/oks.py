"""Object keypoint similarity (OKS): COCO's measure, with the 13 fall-offs of our schema.

COCO's sigmas are for 17 points of a body; ours stand in `schema.bones` and are this project's
own choice, so that figures compare between readers of this schema and with nothing else.
"""

import contextlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from boneage_kp.evaluation.pairs import PointPairs
from boneage_kp.schema.hand import HAND, HandSchema
from boneage_kp.schema.layout import TEMPLATE

_MAX_HANDS = 20  # detections per film, COCO's own limit for keypoints


@dataclass(frozen=True)
class OksResult:
    """Average precision over OKS 0.50 to 0.95, at 0.50 and at 0.75, and average recall.

    ap, ap50, ap75, ar:  by pycocotools; None when no hand has points.
    mean_oks:            of the hands with points, a film without a reading counting 0.
    sigmas:              bone -> the fall-off used.
    """

    hands: int
    ap: float | None
    ap50: float | None
    ap75: float | None
    ar: float | None
    mean_oks: float | None
    sigmas: Mapping[str, float]


def hand_area_px2(pairs: PointPairs) -> np.ndarray:
    """(N,) the given area, else the box of the usual layout at this hand's length.

    The layout's box does not depend on how the hand is turned; the box of the points would.
    """
    points = np.array(list(TEMPLATE.values()))
    width, height = points.max(axis=0) - points.min(axis=0)
    given = pairs.area_px2 > 0
    return np.where(given, pairs.area_px2, width * height * pairs.hand_length_px**2)


def oks(pairs: PointPairs, schema: HandSchema = HAND) -> np.ndarray:
    """(N,) similarity of each film's hand in [0, 1]: 1 is perfect, a missed bone counts 0.

    The mean over labelled bones of exp(-d^2 / (2 area (2 sigma)^2)), d in pixels; NaN where
    no bone is labelled or the area is not known.
    """
    spread_px2 = hand_area_px2(pairs)[:, None] * (2 * schema.oks_sigmas) ** 2
    similarity = np.exp(-(pairs.error_px**2) / (2 * spread_px2))
    count = pairs.labelled.sum(axis=1)
    total = np.where(pairs.labelled, similarity, 0.0).sum(axis=1)
    return np.divide(total, count, out=np.full(len(count), np.nan), where=count > 0)


def oks_result(pairs: PointPairs, schema: HandSchema = HAND) -> OksResult:
    """AP through pycocotools, and the mean similarity of single hands."""
    single = oks(pairs, schema)
    single = single[~np.isnan(single)]
    truth, detections = coco_truth(pairs, schema), coco_detections(pairs)
    figures = average_precision(truth, detections, schema)
    return OksResult(
        hands=len(truth["annotations"]),
        ap=figures[0],
        ap50=figures[1],
        ap75=figures[2],
        ar=figures[3],
        mean_oks=float(single.mean()) if single.size else None,
        sigmas=dict(zip(schema.names, schema.oks_sigmas.tolist(), strict=True)),
    )


def coco_truth(pairs: PointPairs, schema: HandSchema = HAND) -> dict[str, Any]:
    """COCO keypoints of the hands that have points and a known size; image ids start at 1."""
    area_px2 = hand_area_px2(pairs)
    annotations = []
    for i in np.flatnonzero(pairs.labelled.any(axis=1) & (area_px2 > 0)):
        keypoints = np.zeros((len(pairs.bones), 3))
        keypoints[:, :2] = np.where(pairs.labelled[i, :, None], pairs.truth_px[i], 0.0)
        keypoints[:, 2] = 2 * pairs.labelled[i]
        annotations.append(
            {
                "id": int(i) + 1,
                "image_id": int(i) + 1,
                "category_id": 1,
                "keypoints": keypoints.ravel().tolist(),
                "num_keypoints": int(pairs.labelled[i].sum()),
                "bbox": _box_xywh(pairs.truth_px[i][pairs.labelled[i]]),
                "area": float(area_px2[i]),
                "iscrowd": 0,
            }
        )
    return {
        "info": {},
        "images": [{"id": a["image_id"]} for a in annotations],
        "categories": [{"id": 1, "name": "hand", "keypoints": list(schema.names)}],
        "annotations": annotations,
    }


def coco_detections(pairs: PointPairs) -> list[dict[str, Any]]:
    """One COCO detection per film on which any bone was found, scored by its mean confidence.

    COCO has no word for a missed point: it is put far off the film, where its similarity is 0.
    """
    far = -10.0 * float(np.nanmax(np.abs(pairs.truth_px), initial=1.0))
    detections = []
    for i in np.flatnonzero(pairs.found.any(axis=1)):
        found = pairs.found[i]
        keypoints = np.full((len(pairs.bones), 3), (far, far, 0.0))
        keypoints[found, :2], keypoints[found, 2] = pairs.found_px[i][found], 1.0
        known = pairs.confidence[i][found & np.isfinite(pairs.confidence[i])]
        detections.append(
            {
                "image_id": int(i) + 1,
                "category_id": 1,
                "keypoints": keypoints.ravel().tolist(),
                "score": float(known.mean()) if known.size else 1.0,
            }
        )
    return detections


def _box_xywh(xy_px: np.ndarray) -> list[float]:
    low, high = xy_px.min(axis=0), xy_px.max(axis=0)
    return [*low.tolist(), *(high - low).tolist()]


def average_precision(
    truth: Mapping[str, Any], detections: Sequence[Mapping[str, Any]], schema: HandSchema = HAND
) -> tuple[float | None, float | None, float | None, float | None]:
    """AP, AP at 0.50, AP at 0.75 and AR of COCO detections, with the schema's sigmas.

    truth:       a COCO keypoints file as read from JSON.
    detections:  COCO results: image_id, category_id, keypoints, score.
    """
    known = {image["id"] for image in truth["images"]}
    detections = [dict(d) for d in detections if d["image_id"] in known]
    if not truth["annotations"]:
        return None, None, None, None
    if not detections:
        return 0.0, 0.0, 0.0, 0.0
    coco_class, eval_class = _pycocotools()
    with contextlib.redirect_stdout(io.StringIO()):  # pycocotools talks as it works
        coco = coco_class()
        coco.dataset = dict(truth)
        coco.createIndex()
        run = eval_class(coco, coco.loadRes(detections), "keypoints")
        run.params.kpt_oks_sigmas = schema.oks_sigmas
        # hands of every size: the classes of area that COCO has are for people in photographs
        run.params.areaRng, run.params.areaRngLbl = [[0.0, np.inf]], ["all"]
        run.params.maxDets = [_MAX_HANDS]
        run.evaluate()
        run.accumulate()
    thresholds = run.params.iouThrs
    precision = run.eval["precision"][:, :, 0, 0, 0]  # (T, R) one category, area and limit
    at = [precision[np.isclose(thresholds, t)].mean() for t in (0.5, 0.75)]
    recall = run.eval["recall"][:, 0, 0, 0]
    return float(precision.mean()), float(at[0]), float(at[1]), float(recall.mean())


def _pycocotools() -> tuple[Any, Any]:
    try:
        from pycocotools.coco import COCO
        from pycocotools.cocoeval import COCOeval
    except ImportError as missing:
        raise ImportError(
            "OKS AP needs pycocotools, which is not installed: pip install 'boneage-kp[train]', "
            "or leave it out with oks=False"
        ) from missing
    return COCO, COCOeval
