from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from boneage_kp.evaluation.age import AgeRange, age_result
from boneage_kp.evaluation.pairs import AgePairs
from boneage_kp.schema.records import Sex
from boneage_kp.standards import Standard


@pytest.fixture
def curve(tw3: Standard) -> AgeRange:
    return AgeRange.of(tw3)


@pytest.fixture
def pairs() -> AgePairs:
    """Five girls: read, read, mature at true 16 y, rejected, not read at all."""
    return AgePairs(
        file_names=("a", "b", "c", "d", "e"),
        truth_months=np.array([60.0, 120.0, 192.0, 90.0, 100.0]),
        read_months=np.array([66.0, 114.0, np.nan, 90.0, np.nan]),
        bound=(None, None, "mature", None, None),
        interval_months=np.array(
            [[54.0, 72.0], [100.0, 119.0], [170.0, np.nan], [80.0, 99.0], [np.nan, np.nan]]
        ),
        has_interval=np.array([True, True, True, True, False]),
        sexes=(Sex.FEMALE,) * 5,
        truth_score=np.array([300.0, 500.0, 1000.0, 400.0, np.nan]),
        read_score=np.array([310.0, 480.0, 1000.0, 400.0, 7.0]),
        rejected=np.array([False, False, False, True, False]),
    )


def test_the_range_is_the_standards(curve: AgeRange) -> None:
    assert curve.ends_months(Sex.MALE) == (24.0, 198.0)
    assert curve.ends_months(Sex.FEMALE) == (24.0, 180.0)
    assert curve.ends_months(None) == (24.0, 180.0)


def test_hand_counted_with_a_rejected_and_an_unread_film(pairs: AgePairs, curve: AgeRange) -> None:
    result = age_result(pairs, curve)
    whole = result.overall
    assert (whole.films, whole.read, whole.read_share) == (5, 3, 0.6)
    # errors +6, -6 and 0: the girl of 16 years is clipped to 15, where the bound counts
    assert whole.mae_months == pytest.approx(4)
    assert whole.rmse_months == pytest.approx(np.sqrt(24))
    assert whole.bias_months == pytest.approx(0)
    assert (result.at_bound, result.rejected) == (1, 1)
    assert result.limits_of_agreement_months == pytest.approx((-1.96 * 6, 1.96 * 6))
    assert result.spearman == pytest.approx(1)
    assert (result.score.n, result.score.mae) == (3, 10.0)
    assert result.score.bias == pytest.approx(-10 / 3)


def test_bands_are_of_the_true_age_and_keep_the_unread(pairs: AgePairs, curve: AgeRange) -> None:
    bands = {b.low_months: b.errors for b in age_result(pairs, curve).bands}
    assert [bands[low].films for low in (0, 60, 96, 132, 168)] == [0, 2, 2, 0, 1]
    assert bands[60].read == 1 and bands[60].bias_months == pytest.approx(6)
    assert bands[96].bias_months == pytest.approx(-6)
    assert bands[0].mae_months is None


def test_intervals_open_at_an_end_reach_the_curves_end(pairs: AgePairs, curve: AgeRange) -> None:
    interval = age_result(pairs, curve).interval
    # 60 in 54-72, 120 not in 100-119, 180 in 170-180; the rejected film does not count
    assert (interval.n, interval.coverage) == (3, pytest.approx(2 / 3))
    assert interval.mean_width_months == pytest.approx((18 + 19 + 10) / 3)


@pytest.mark.parametrize(
    ("bound", "truth_months", "held"),
    [("mature", 200.0, 1.0), ("mature", 150.0, 0.0), ("below_first_row", 20.0, 1.0)],
)
def test_an_interval_wholly_off_the_curve_is_the_bound(
    pairs: AgePairs, curve: AgeRange, bound: str, truth_months: float, held: float
) -> None:
    pairs.truth_months[:] = np.nan
    pairs.truth_months[2], pairs.interval_months[2] = truth_months, np.nan
    interval = age_result(replace(pairs, bound=(None, None, bound, None, None)), curve).interval
    assert (interval.n, interval.coverage, interval.mean_width_months) == (1, held, 0.0)


def test_an_unknown_bound_is_refused_by_film(pairs: AgePairs, curve: AgeRange) -> None:
    with pytest.raises(ValueError, match="'b': bound 'older' is unknown"):
        age_result(replace(pairs, bound=(None, "older", None, None, None)), curve)


def test_no_films_give_nothing(curve: AgeRange) -> None:
    none = np.zeros(0)
    empty = AgePairs((), none, none, (), none.reshape(0, 2), none > 0, (), none, none, none > 0)
    result = age_result(empty, curve)
    assert (result.overall.films, result.overall.mae_months) == (0, None)
    assert result.interval.coverage is None and result.limits_of_agreement_months is None


def test_ages_equal_the_yardstick(curve: AgeRange, yardstick: Callable[[dict, dict], dict]) -> None:
    rng = np.random.default_rng(5)
    n = 37
    sexes = [(Sex.MALE, Sex.FEMALE, None)[i] for i in rng.integers(0, 3, n)]
    truth_months = rng.uniform(12, 230, n).round()
    read_years = np.clip(truth_months / 12 + rng.normal(0, 1, n), 2, 16.5).round(2)
    kinds = rng.choice(["age", "mature", "below_first_row", "rejected", "none"], n)
    truth_months[3] = np.nan
    predictions, images = {}, []
    for i in range(n):
        image = {"id": i + 1, "file_name": f"{i}.png", "sex": sexes[i] and sexes[i].value}
        images.append(image)
        if np.isfinite(truth_months[i]):
            image["bone_age_months"] = truth_months[i]
        if kinds[i] != "none":
            given = kinds[i] in ("age", "rejected")
            predictions[f"{i}.png"] = {
                "bones": {},
                "bone_age_years": read_years[i] if given else None,
                "bone_age_bound": None if given else str(kinds[i]),
                "verdict": "rejected" if kinds[i] == "rejected" else "ok",
            }
    # the script wants a point to measure: three on a line, none of them found
    names, line = ["radius", "dp3", "pp3"], [0.0, 0.0, 2, 0.0, 9.0, 2, 0.0, 5.0, 2]
    hand = {"image_id": 1, "keypoints": line, "hand_length_px": 9.0, "point_source": "x"}
    truth = {"categories": [{"keypoints": names}], "images": images, "annotations": [hand]}
    numeric = np.isin(kinds, ["age", "rejected"])
    pairs = AgePairs(
        file_names=tuple(f"{i}.png" for i in range(n)),
        truth_months=truth_months,
        read_months=np.where(numeric, read_years * 12, np.nan),
        bound=tuple(str(k) if k in ("mature", "below_first_row") else None for k in kinds),
        interval_months=np.full((n, 2), np.nan),
        has_interval=np.zeros(n, bool),
        sexes=tuple(sexes),
        truth_score=np.full(n, np.nan),
        read_score=np.full(n, np.nan),
        rejected=kinds == "rejected",
    )
    wanted = yardstick(truth, predictions)["ages"]
    got = age_result(pairs, curve)
    assert (got.overall.films, got.overall.read) == (wanted["films_with_age"], wanted["read"])
    assert (got.overall.mae_months or 0) / 12 == pytest.approx(wanted["mae_years"])
    assert (got.overall.bias_months or 0) / 12 == pytest.approx(wanted["bias_years"])
    assert got.spearman == pytest.approx(wanted["spearman"])
