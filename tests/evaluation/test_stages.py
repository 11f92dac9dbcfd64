import numpy as np
import pytest

from boneage_kp.evaluation.pairs import StagePairs
from boneage_kp.evaluation.stage_order import StageOrder
from boneage_kp.evaluation.stages import border_distance, confusion, stage_result
from boneage_kp.schema.hand import HAND
from boneage_kp.standards import Standard


@pytest.fixture
def pairs(tw3: Standard) -> StagePairs:
    """Two films. The radius: D read D, D read F. The ulna: C not read, E read D. Else masked."""
    truth, read = np.full((2, 13), -1), np.full((2, 13), 4)
    truth[:, 0], read[:, 0] = (3, 3), (3, 5)
    truth[:, 1], read[:, 1] = (2, 4), (-1, 3)
    maturity = np.full((2, 13), np.nan)
    maturity[:, 0], maturity[:, 1] = (3.5, 3.96), (2.15, np.nan)
    posterior = np.full((2, 13, 9), np.nan)
    posterior[0, 0], posterior[1, 0] = np.eye(9)[3], 0.6 * np.eye(9)[5] + 0.05
    return StagePairs(StageOrder.of(tw3.stages, HAND), truth, maturity, read, posterior)


def test_hand_counted_with_a_bone_not_read(pairs: StagePairs) -> None:
    result = stage_result(pairs)
    whole, radius, ulna = result.overall, result.by_bone["radius"], result.by_bone["ulna"]
    assert (whole.n, whole.not_read, whole.exact, whole.within_one) == (4, 1, 0.25, 0.5)
    assert whole.mean_error == pytest.approx((0 + 2 - 1) / 3)
    assert (radius.exact, radius.within_one, radius.not_read) == (0.5, 0.5, 0)
    assert (ulna.exact, ulna.within_one, ulna.not_read) == (0.0, 0.5, 1)
    assert result.by_bone["mc1"].n == 0 and result.by_bone["mc1"].exact is None
    # seen: 0 4 1; chance over truths 3 3 4 and readings 3 5 3: 0 4 0, 0 4 0, 1 1 1 -> 11/9
    assert whole.kappa == pytest.approx(1 - (5 / 3) / (11 / 9))


def test_confusion_keeps_what_was_not_read(pairs: StagePairs) -> None:
    matrix = np.array(stage_result(pairs).confusion)
    assert matrix.shape == (9, 10)
    assert matrix.sum() == 4
    assert matrix[3, 3] == matrix[3, 5] == matrix[2, 9] == matrix[4, 3] == 1


def test_calibration_is_of_the_stage_given_where_it_has_a_probability(pairs: StagePairs) -> None:
    result = stage_result(pairs)
    assert result.calibration.n == 2
    assert result.calibration.ece == pytest.approx((0 + 0.65) / 2)
    assert result.calibration_by_bone["ulna"].n == 0


def test_distance_from_a_border_knows_the_ends() -> None:
    maturity = np.array([[0.2, 7.9, 3.96], [8.7, 7.5, 0.9], [np.nan, 0.0, 4.5]])
    got = border_distance(maturity, np.array([9, 8, 9]))
    wanted = [[0.8, 0.9, 0.04], [0.7, 0.5, 0.1], [np.nan, 1.0, 0.5]]
    assert got == pytest.approx(np.array(wanted), nan_ok=True)


def test_bins_hold_every_bone_whose_maturity_is_known(pairs: StagePairs) -> None:
    bins = stage_result(pairs).by_border
    assert [b.accuracy.n for b in bins] == [1, 0, 1, 0, 0, 1]
    assert bins[0].accuracy.exact == 0.0 and bins[-1].accuracy.exact == 1.0
    assert bins[2].accuracy.not_read == 1


def test_order_of_films_does_not_matter(pairs: StagePairs) -> None:
    arrays = (pairs.truth, pairs.maturity, pairs.read, pairs.posterior)
    turned = StagePairs(pairs.order, *(array[::-1] for array in arrays))
    assert stage_result(turned) == stage_result(pairs)


def test_masked_bones_are_nowhere() -> None:
    assert confusion(np.array([-1, -1]), np.array([3, -1]), 9).sum() == 0
