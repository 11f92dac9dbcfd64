"""Figures of phantoms and films side by side: phantoms play both parts here."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from boneage_kp.schema.records import HandRecord, Sex
from boneage_kp.study.film_comparison.figures import (
    Picture,
    compare,
    figures_of,
    film_of,
    phantom_for,
    summarise,
    to_text,
)


def test_a_phantom_has_the_sex_and_bone_age_of_its_film() -> None:
    wanted = HandRecord("x.png", (10, 10), {}, sex=Sex.FEMALE, bone_age_months=120.0)
    for index in range(3):
        record = phantom_for(wanted, 1, index, size_px=128).record
        assert record.sex is Sex.FEMALE
        assert record.bone_age_months == pytest.approx(120, abs=15)
    unknown = HandRecord("x.png", (10, 10), {})
    assert phantom_for(unknown, 1, 0, size_px=128).record.sex in set(Sex)


def test_shares_and_medians_are_counted() -> None:
    phantoms = [{"grey": float(v)} for v in range(101)]
    found = summarise(phantoms, [{"grey": v} for v in (50.0, 60.0, 0.0, 300.0)])
    assert found.shares == {"grey": 0.5}
    assert (found.film_medians["grey"], found.phantom_medians["grey"]) == (55.0, 50.0)
    assert (found.phantom_low["grey"], found.phantom_high["grey"]) == (1.0, 99.0)


def test_deep_films_of_any_depth_have_the_same_figures(tmp_path: Path) -> None:
    picture = phantom_for(HandRecord("x", (1, 1), {}), 2, 0, size_px=160)
    record = replace(picture.record, file_name="deep.png")
    cv2.imwrite(str(tmp_path / "deep.png"), picture.image.astype(np.uint16) * 257)
    deep, flat = figures_of(film_of(record, tmp_path)), figures_of(picture)
    assert deep["grey_mean"] == pytest.approx(flat["grey_mean"], abs=0.2)


def test_contrast_is_that_of_the_hand_round_its_points() -> None:
    picture = phantom_for(HandRecord("x", (1, 1), {}), 2, 1, size_px=160)
    bare = Picture(picture.image, replace(picture.record, bones={}))
    one, other = figures_of(picture), figures_of(bare)
    assert one["hand_contrast"] != other["hand_contrast"]
    assert one["grey_mean"] == other["grey_mean"]


def test_the_report_counts_films_and_says_what_it_is(tmp_path: Path) -> None:
    picture = phantom_for(HandRecord("x", (1, 1), {}), 2, 0, size_px=160)
    cv2.imwrite(str(tmp_path / "a.png"), picture.image)
    told: list[tuple[int, int]] = []
    found = compare(
        [replace(picture.record, file_name="a.png")],
        tmp_path,
        phantoms=2,
        on_progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 3), (2, 3), (3, 3)]
    text = to_text(found)
    assert "1 films beside 2 phantoms" in text and "not a target" in text
    assert "hand_contrast" in text and "a.png" not in text
    assert set(found.to_json()["statistics"]) == set(found.shares)
