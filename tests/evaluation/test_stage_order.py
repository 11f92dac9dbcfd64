import numpy as np
import pytest

from boneage_kp.evaluation.stage_order import StageOrder
from boneage_kp.schema.hand import HAND
from boneage_kp.standards import Standard, load_standard


@pytest.fixture
def order(tw3: Standard) -> StageOrder:
    return StageOrder.of(tw3.stages, HAND)


def test_the_ulna_has_one_stage_less(order: StageOrder) -> None:
    assert order.names == tuple("ABCDEFGHI")
    assert order.own("ulna") == tuple("ABCDEFGH")
    assert order.number("radius", "I", "here") == 8
    assert order.number("radius", None, "here") == -1
    with pytest.raises(ValueError, match="film 7, bone 'ulna': stage 'I' is unknown"):
        order.number("ulna", "I", "film 7")


def test_posteriors_are_laid_out_and_checked(order: StageOrder) -> None:
    got = order.probabilities("ulna", {"D": 0.25, "C": 0.752}, "here")
    assert got.sum() == pytest.approx(1) and got[2] > got[3] > got[8] == 0
    assert np.isnan(order.probabilities("ulna", {}, "here")).all()
    for bad in ({"C": 0.5}, {"C": 1.5, "D": -0.5}, {"C": float("nan"), "D": 1.0}):
        with pytest.raises(ValueError, match="bone 'ulna': the posterior .* is no distribution"):
            order.probabilities("ulna", bad, "here")


def test_stage_lists_that_do_not_begin_alike_are_refused(tw3: Standard) -> None:
    with pytest.raises(ValueError, match="bone 'ulna' has the stages B C"):
        StageOrder.of({**tw3.stages, "ulna": ("B", "C")}, HAND)
    with pytest.raises(ValueError, match="no stages for radius"):
        StageOrder.of(load_standard("tw3_carpal").stages, HAND)
