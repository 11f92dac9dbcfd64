"""Intervals hold the share they promise, and belong to one set of weights and views."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from boneage_kp.engine.whole_image.interval import (
    AgeIntervals,
    IntervalError,
    fitted_factor,
    held_out_coverage,
    intervals_beside,
    intervals_path,
    write_intervals,
)

FITTED = AgeIntervals(
    system="inception_winner",
    weights_sha256=["aa", "bb"],
    views=10,
    factor=2.0,
    count=100,
    generator_version="1.0",
    parameter_digest="0123",
)


def test_the_factor_is_the_smallest_that_holds_the_share() -> None:
    error, spread = np.arange(1.0, 100.0), np.zeros(99)  # floor of 1 month: needed = error
    assert fitted_factor(error, spread) == 90.0, "the 90th of 99, so 90 of 100"
    assert fitted_factor(-error, spread + 1) == 45.0, "wider spreads need less"
    assert fitted_factor(error[:20], spread[:20]) == 19.0
    with pytest.raises(IntervalError, match="19 films; at least 20"):
        fitted_factor(error[:19], spread[:19])


def test_new_films_are_held_as_often_as_promised() -> None:
    rng = np.random.default_rng(5)
    spread = rng.uniform(0, 6, 4000)
    error = rng.standard_t(4, 4000) * (spread + 1)
    factor = fitted_factor(error[:2000], spread[:2000])
    held = np.abs(error[2000:]) <= factor * (spread[2000:] + 1)
    assert 0.88 < held.mean() < 0.92
    crossed = held_out_coverage(error, spread)
    assert crossed is not None and 0.88 < crossed < 0.92
    assert held_out_coverage(error[:30], spread[:30]) is None


def test_an_interval_lies_round_the_age_and_not_before_birth() -> None:
    assert FITTED.around(100.0, 4.0) == (90.0, 110.0)
    assert FITTED.around(3.0, 4.0) == (0.0, 13.0)


def test_it_is_found_beside_its_own_weights_and_by_no_others(tmp_path: Path) -> None:
    first = tmp_path / "a.safetensors"
    path = intervals_path(first, ["bb", "aa"], 10)
    assert path == intervals_path(first, ["aa", "bb"], 10), "the order of an ensemble is no matter"
    write_intervals(FITTED, path)
    assert intervals_beside(first, ["bb", "aa"], 10) == FITTED
    for others, views in ((["aa"], 10), (["aa", "bb"], 1), (["aa", "cc"], 10)):
        assert intervals_beside(first, others, views) is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (dict(schema_version=2), "has schema_version 2, wanted 1"),
        (dict(factor=0.0), "factor is 0.0 and level 0.9"),
        (dict(factor="x"), "holds no intervals"),
        (dict(colour="red"), "holds no intervals .*colour"),
        (dict(weights_sha256=["zz"]), "belongs to other weights or views"),
    ],
)
def test_damaged_files_are_refused_with_the_cure(
    tmp_path: Path, changes: dict[str, object], words: str
) -> None:
    path = intervals_path(tmp_path / "a.safetensors", FITTED.weights_sha256, 10)
    write_intervals(FITTED, path)
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    with pytest.raises(IntervalError, match=f"{words}.*; make it anew: boneage-kp calibrate"):
        intervals_beside(tmp_path / "a.safetensors", FITTED.weights_sha256, 10)


def test_its_digest_follows_its_values() -> None:
    assert FITTED.digest != replace(FITTED, factor=2.5).digest
