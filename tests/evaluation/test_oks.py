from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("pycocotools")

from boneage_kp.evaluation.oks import (  # noqa: E402
    average_precision,
    coco_detections,
    coco_truth,
    hand_area_px2,
    oks,
    oks_result,
)
from boneage_kp.evaluation.pairs import PointPairs  # noqa: E402
from boneage_kp.schema.hand import HAND  # noqa: E402


def test_truth_against_itself_is_perfect(point_pairs: PointPairs) -> None:
    result = oks_result(replace(point_pairs, found_px=point_pairs.truth_px))
    figures = (result.ap, result.ap50, result.ap75, result.ar, result.mean_oks)
    assert figures == pytest.approx((1.0,) * 5)
    assert result.hands == 2
    assert result.sigmas["radius"] == 0.018 and tuple(result.sigmas) == HAND.names


def test_a_value_worked_by_hand(point_pairs: PointPairs) -> None:
    """Area 250,000 and sigma 0.012: at 12 px, d^2 / (2 area (2 sigma)^2) is exactly a half."""
    keep = [HAND.index_of("pp3"), HAND.index_of("dp5")]
    truth_px = np.full_like(point_pairs.truth_px, np.nan)
    truth_px[:, keep] = point_pairs.truth_px[:, keep]
    found_px = point_pairs.truth_px.copy()
    found_px[0, keep[0]] += (12.0, 0.0)
    found_px[1, keep[1]] = np.nan
    pairs = replace(
        point_pairs, truth_px=truth_px, found_px=found_px, area_px2=np.full(2, 250_000.0)
    )
    assert oks(pairs) == pytest.approx([(np.exp(-0.5) + 1) / 2, 0.5])


def test_pycocotools_sees_the_same_similarity(point_pairs: PointPairs) -> None:
    """One hand: AP steps from 0 to 1 where the threshold passes its similarity."""
    found_px = point_pairs.truth_px[:1].copy()
    found_px[0, :4] = np.nan
    found_px[0, 4:] += (4.0, -3.0)
    one = replace(
        point_pairs,
        **{
            name: getattr(point_pairs, name)[:1]
            for name in ("truth_px", "absent", "confidence", "hand_length_px", "spacing_mm")
        },
        found_px=found_px,
        area_px2=point_pairs.area_px2[:1],
        sources=("",),
    )
    similarity = oks(one)[0]
    assert 0.6 < similarity < 0.69  # 9 of 13, a little less for the 5 px
    passed = (np.arange(0.5, 0.96, 0.05) <= similarity).sum()
    assert oks_result(one).ap == pytest.approx(passed / 10)


def test_a_film_without_a_reading_costs_recall(point_pairs: PointPairs) -> None:
    point_pairs.found_px[1] = np.nan
    result = oks_result(point_pairs)
    assert result.mean_oks == pytest.approx(oks(point_pairs)[0] / 2)
    assert result.ar is not None and result.ar <= 0.5
    assert len(coco_detections(point_pairs)) == 1


def test_nothing_found_is_zero_and_nothing_to_find_is_none(point_pairs: PointPairs) -> None:
    nothing = np.full_like(point_pairs.truth_px, np.nan)
    assert oks_result(replace(point_pairs, found_px=nothing)).ap == 0.0
    empty = oks_result(replace(point_pairs, truth_px=nothing))
    assert (empty.hands, empty.ap, empty.mean_oks) == (0, None, None)


def test_unlabelled_bones_do_not_count(point_pairs: PointPairs) -> None:
    point_pairs.truth_px[:, 3] = np.nan
    point_pairs.found_px[:, 3] = -5000.0
    exact = np.where(point_pairs.labelled[..., None], point_pairs.truth_px, point_pairs.found_px)
    assert oks_result(replace(point_pairs, found_px=exact)).ap == pytest.approx(1.0)


def test_ids_start_at_1_and_the_area_does_not_turn_with_the_hand(point_pairs: PointPairs) -> None:
    truth = coco_truth(point_pairs)
    assert [a["id"] for a in truth["annotations"]] == [1, 2]
    turned = replace(point_pairs, truth_px=point_pairs.truth_px[..., ::-1])
    assert hand_area_px2(turned) == pytest.approx(hand_area_px2(point_pairs))
    assert hand_area_px2(replace(point_pairs, area_px2=np.array([9.0, np.nan])))[0] == 9.0


def test_the_callers_detections_are_left_alone(point_pairs: PointPairs) -> None:
    detections = coco_detections(point_pairs)
    before = [dict(d) for d in detections]
    average_precision(coco_truth(point_pairs), detections)
    assert detections == before
