"""Stages -> score -> age: properties, bounds, and what is refused."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boneage_kp.schema.records import Sex
from boneage_kp.standards import (
    ScoringError,
    bone_age,
    bone_ages_months,
    list_standards,
    load_standard,
    score_hands,
    total_score,
)
from boneage_kp.standards.standard import Standard

STANDARDS = {name: load_standard(name) for name in list_standards()}
TW3 = STANDARDS["tw3_rus"]
standards, sexes = st.sampled_from(list(STANDARDS.values())), st.sampled_from(list(Sex))


def index_rows(standard: Standard) -> st.SearchStrategy[list[int]]:
    return st.tuples(*(st.integers(0, n - 1) for n in standard.stage_counts.tolist())).map(list)


def names_of(standard: Standard, row: list[int]) -> dict[str, str]:
    return {b: standard.stages[b][s] for b, s in zip(standard.bones, row, strict=True)}


def as_order(age_months: float | None, bound: str | None) -> float:
    """Bounds take their place at the ends, so that ages compare."""
    return {None: age_months, "below_first_row": -1.0, "mature": 1e9}[bound]


@given(standards, sexes, st.data())
def test_raising_one_stage_never_lowers_score_or_age(standard, sex, data) -> None:
    row = data.draw(index_rows(standard))
    k = data.draw(st.integers(0, len(row) - 1))
    raised = row.copy()
    raised[k] = min(raised[k] + 1, int(standard.stage_counts[k]) - 1)
    low, high = (total_score(standard, sex, names_of(standard, r)).total for r in (row, raised))
    assert high >= low
    young, old = (bone_age(standard, sex, score) for score in (low, high))
    assert as_order(old.age_months, old.bound) >= as_order(young.age_months, young.bound)


@given(standards, sexes, st.data())
def test_batch_equals_one_by_one(standard, sex, data) -> None:
    rows = data.draw(st.lists(index_rows(standard), min_size=1, max_size=5))
    totals = score_hands(standard, sex, np.array(rows))
    months, bounds = bone_ages_months(standard, sex, totals)
    for row, total, age, code in zip(rows, totals, months, bounds, strict=True):
        sheet = total_score(standard, sex, names_of(standard, row))
        one = bone_age(standard, sex, sheet.total)
        assert sheet.total == total == sheet.lines[-1].running_total
        assert sum(line.points for line in sheet.lines) == total
        assert one.bound == {0: None, -1: "below_first_row", 1: "mature"}[int(code)]
        assert (one.age_months is None) == bool(np.isnan(age))
        if one.age_months is not None:
            assert one.age_months == age


@given(standards, sexes, st.floats(0, 1000))
def test_a_broken_score_lies_between_its_neighbours(standard, sex, score) -> None:
    around = np.array([np.floor(score), score, np.ceil(score)])
    ages = [bone_age(standard, sex, s) for s in around]
    order = [as_order(age.age_months, age.bound) for age in ages]
    assert order == sorted(order)


def test_whole_floats_and_integers_agree() -> None:
    for standard in STANDARDS.values():
        for sex in Sex:
            whole = bone_ages_months(standard, sex, np.arange(1001))
            floats = bone_ages_months(standard, sex, np.arange(1001.0))
            np.testing.assert_array_equal(whole.bound, floats.bound)
            np.testing.assert_allclose(whole.age_months, floats.age_months, atol=1e-9)


def test_the_rows_used_are_named() -> None:
    between = bone_age(TW3, Sex.FEMALE, 603)
    assert [(row.score, row.age_months) for row in between.rows] == [(597, 133.2), (605, 134.4)]
    assert between.reason == (
        "between row 597 = 11.1 years and row 605 = 11.2 years of the tw3_rus curve (F)"
    )
    exact = bone_age(TW3, Sex.FEMALE, 605)
    assert [row.score for row in exact.rows] == [605]
    below = bone_age(TW3, Sex.MALE, 41)
    assert "score 41 is below 42" in below.reason and "bone age < 2 years" in below.reason
    mature = bone_age(TW3, Sex.MALE, 1000)
    assert "mature, bone age >= 16.5 years" in mature.reason


def test_unrated_bones_stop_the_score_and_are_named() -> None:
    stages: dict[str, str | None] = dict.fromkeys(TW3.bones, "E")
    stages["ulna"] = None
    del stages["mp5"]
    with pytest.raises(ScoringError, match="not rated: ulna, mp5; tw3_rus needs all 13"):
        total_score(TW3, Sex.MALE, stages)


def test_wrong_bones_and_stages_are_refused_together() -> None:
    stages = {**dict.fromkeys(TW3.bones, "E"), "ulna": "I", "pp2": "E", "mc1": "g", "dp1": "K"}
    with pytest.raises(ScoringError) as caught:
        total_score(TW3, Sex.MALE, stages)
    lines = str(caught.value).splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("stage 'I' is unknown for bone 'ulna'; tw3_rus knows A–H.")
    assert "stage 'g' is unknown for bone 'mc1'" in lines[1] and "Write 'G'." in lines[1]
    assert lines[2] == "stage 'K' is unknown for bone 'dp1'; tw3_rus knows A–I."
    assert "bone 'pp2' is unknown; tw3_rus has: radius ulna" in lines[3]
    with pytest.raises(ScoringError, match=r"stage 'G'.*rus_chn knows 0–14"):
        STANDARDS["rus_chn"].check_stage("radius", "G")
    with pytest.raises(ScoringError, match="Did you mean 'radius'"):
        TW3.check_bone("raduis")


@pytest.mark.parametrize("score", [-1, 1001, float("nan"), float("inf")])
def test_scores_that_cannot_be_are_refused(score: float) -> None:
    with pytest.raises(ScoringError, match="lies outside tw3_rus .M.; wanted 0 to 1000"):
        bone_age(TW3, Sex.MALE, score)


def test_bad_stage_arrays_are_refused() -> None:
    good = np.zeros((3, 13), int)
    for bad, message in (
        (good[:, :12], r"got shape \(3, 12\)"),
        (good[0], r"got shape \(13,\)"),
        (good.astype(float), "float64; wanted"),
        (np.where(np.arange(13) == 4, -1, good), "hand 0, bone 'mc5': got stage index -1"),
        (np.where(np.arange(13) == 1, 8, good), "bone 'ulna': got stage index 8; wanted 0 to 7"),
    ):
        with pytest.raises(ScoringError, match=message):
            score_hands(TW3, Sex.MALE, bad)
    assert score_hands(TW3, Sex.MALE, good[:0]).shape == (0,)


def test_standards_are_equal_and_hash_by_digest() -> None:
    again = load_standard("tw3_rus")
    assert again is not TW3 and again == TW3 and len({again, TW3}) == 1
    assert dataclasses.replace(TW3, digest="other") != TW3
    assert TW3.score_of(Sex.FEMALE, "mp3", "I") == 52
    with pytest.raises(ValueError, match="read-only"):
        TW3.points(Sex.MALE)[0, 0] = 1
