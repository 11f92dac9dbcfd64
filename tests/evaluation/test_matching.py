from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from boneage_kp.evaluation.matching import pair_up
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneLabel, Sex
from boneage_kp.standards import Standard

Make = Callable[..., object]


def test_records_become_arrays_in_the_order_of_the_truths(
    tw3: Standard, truth_of: Make, reading_of: Make, relabel: Make
) -> None:
    a = relabel(
        truth_of("a.png", spacing_mm=0.1, point_source="rater 2", area_px2=5e5),
        {"mc5": BoneLabel(stage="D"), "dp1": BoneLabel(absent=True, stage="E")},
    )
    b, c = truth_of("b.png", "F", sex=Sex.MALE), truth_of("c.png")
    reading = reading_of(b, shift_px=2.0, score=321, bone_age_months=100.0)
    points, stages, ages = pair_up([a, b, c], [reading, reading_of(a)], tw3)
    ulna, mc5, dp1 = (HAND.index_of(name) for name in ("ulna", "mc5", "dp1"))
    assert not points.labelled[0, mc5] and points.absent[0, dp1] and points.labelled[1].all()
    assert points.error_px[1] == pytest.approx(np.full(13, 2.0))
    assert not points.found[2].any()
    assert points.sources == ("rater 2", "", "")
    assert points.area_px2[0] == 5e5 and np.isnan(points.area_px2[1])
    assert stages.truth[0, mc5] == 3 and stages.truth[0, dp1] == -1
    assert stages.read[1, ulna] == 5 and (stages.read[2] == -1).all()
    assert stages.posterior[1, ulna, [5, 0]] == pytest.approx([0.75, 0.25])
    assert np.isnan(ages.truth_score[0])  # dp1 is absent
    assert ages.truth_score[1] == sum(tw3.score_of(Sex.MALE, bone, "F") for bone in HAND.names)
    assert ages.read_score[1] == 321 and ages.read_months[1] == 100
    assert ages.has_interval.tolist() == [True, True, False]


def test_what_cannot_be_matched_is_refused(tw3: Standard, truth_of: Make, reading_of: Make) -> None:
    a = truth_of("a.png")
    with pytest.raises(ValueError, match=r"reading of 'b.png' has no truth; .* 'a.png'"):
        pair_up([a], [reading_of(truth_of("b.png"))], tw3)
    with pytest.raises(ValueError, match=r"'a.png' was read twice"):
        pair_up([a], [reading_of(a), reading_of(a)], tw3)
    with pytest.raises(ValueError, match=r"'a.png' has two truths"):
        pair_up([a, replace(a)], [], tw3)
    with pytest.raises(ValueError, match=r"read with 'rus_chn', .* with 'tw3_rus'"):
        pair_up([a], [reading_of(a, standard_id="rus_chn")], tw3)
    wrong = reading_of(a)
    ulna = replace(wrong.bones["ulna"], stage="I")
    with pytest.raises(ValueError, match=r"reading 'a.png', bone 'ulna': stage 'I'"):
        pair_up([a], [replace(wrong, bones={**wrong.bones, "ulna": ulna})], tw3)


def test_no_films_at_all_give_empty_arrays(tw3: Standard) -> None:
    points, stages, ages = pair_up([], [], tw3)
    assert points.truth_px.shape == (0, 13, 2)
    assert stages.posterior.shape == (0, 13, 9)
    assert ages.interval_months.shape == (0, 2)
