from dataclasses import replace

import numpy as np
import pytest

from boneage_kp.evaluation.keypoints import keypoint_result
from boneage_kp.evaluation.pairs import PointPairs
from boneage_kp.schema.hand import HAND


@pytest.fixture
def counted(point_pairs: PointPairs) -> PointPairs:
    """Hand length 1000: the radius is off 15 px on one film and missed on the other."""
    point_pairs.found_px[0, 0] = point_pairs.truth_px[0, 0] + (9.0, 12.0)
    point_pairs.found_px[1, 0] = np.nan
    point_pairs.truth_px[0, 3] = np.nan  # not labelled
    point_pairs.absent[1, 12] = True  # outside the film, yet "found"
    point_pairs.absent[0, 11], point_pairs.found_px[0, 11] = True, np.nan
    return point_pairs


def test_hand_counted_with_a_miss(counted: PointPairs) -> None:
    result = keypoint_result(counted)
    radius = result.by_bone["radius"]
    assert radius.pck == {0.01: 0.0, 0.02: 0.5, 0.04: 0.5}
    assert (radius.px.n, radius.px.missed) == (2, 1)
    assert radius.px.mean_found == pytest.approx(15)
    assert radius.share.median == np.inf and radius.share.p95 == np.inf
    assert (radius.mm.n, radius.mm.missed) == (1, 0)
    assert radius.mm.median == pytest.approx(3.0)
    assert result.overall.px.n == 2 * 13 - 3
    assert result.overall.pck[0.02] == pytest.approx(22 / 23)
    assert result.overall.pck[0.01] == pytest.approx(21 / 23)
    assert (result.films, result.films_with_spacing) == (2, 1)


def test_unlabelled_bones_are_masked_and_absent_ones_counted_apart(counted: PointPairs) -> None:
    result = keypoint_result(counted)
    assert result.by_bone["mc3"].px.n == 1
    assert (result.by_bone["dp5"].absent, result.by_bone["dp5"].false_positives) == (1, 1)
    assert (result.by_bone["dp3"].absent, result.by_bone["dp3"].false_positives) == (1, 0)
    assert (result.overall.absent, result.overall.false_positives) == (2, 1)


def test_a_film_without_length_counts_in_pixels_only(point_pairs: PointPairs) -> None:
    result = keypoint_result(replace(point_pairs, hand_length_px=np.array([1000.0, np.nan])))
    assert result.films_without_length == 1
    assert (result.overall.px.n, result.overall.share.n) == (26, 13)


def test_order_of_films_does_not_matter(counted: PointPairs) -> None:
    names = ("truth_px", "absent", "found_px", "confidence", "hand_length_px", "spacing_mm")
    turned = {name: getattr(counted, name)[::-1] for name in (*names, "area_px2")}
    assert keypoint_result(replace(counted, **turned)).by_bone == keypoint_result(counted).by_bone


def test_every_bone_is_named(point_pairs: PointPairs) -> None:
    assert tuple(keypoint_result(point_pairs).by_bone) == HAND.names
