from dataclasses import replace

import numpy as np
import pytest

from boneage_kp.evaluation.pairs import PointPairs, StagePairs
from boneage_kp.evaluation.stage_order import StageOrder
from boneage_kp.schema.hand import HAND
from boneage_kp.standards import Standard


def test_a_missed_bone_has_an_infinite_error_and_an_unlabelled_one_none(
    point_pairs: PointPairs,
) -> None:
    point_pairs.found_px[0, 2] = np.nan
    point_pairs.truth_px[1, 4] = np.nan
    point_pairs.absent[1, 5] = True
    error_px = point_pairs.error_px
    assert error_px[0, 2] == np.inf
    assert np.isnan(error_px[1, 4]) and np.isnan(error_px[1, 5])
    assert error_px[0, 0] == pytest.approx(5.0)
    assert point_pairs.error_share[0, 0] == pytest.approx(0.005)
    assert point_pairs.error_mm[0, 0] == pytest.approx(1.0)
    assert np.isnan(point_pairs.error_mm[1]).all()


def test_a_wrong_shape_is_refused_by_name(point_pairs: PointPairs) -> None:
    with pytest.raises(
        ValueError, match=r"PointPairs.absent has shape \(2, 12\), wanted \(2, 13\)"
    ):
        replace(point_pairs, absent=point_pairs.absent[:, 1:])


def test_a_stage_the_bone_does_not_have_is_refused(tw3: Standard) -> None:
    order = StageOrder.of(tw3.stages, HAND)
    stages = np.zeros((2, 13), int)
    posterior = np.full((2, 13, 9), np.nan)
    read = stages.copy()
    read[1, HAND.index_of("ulna")] = 8
    with pytest.raises(ValueError, match="StagePairs.read .*'ulna' does not have; it has 0 to 7"):
        StagePairs(order, stages, np.full((2, 13), np.nan), read, posterior)
