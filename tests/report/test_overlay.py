"""Overlays: readable at any film size, letters on no plate, nothing by colour alone."""

from dataclasses import replace

import numpy as np
import pytest

from boneage_kp.report import overlay_panel
from boneage_kp.report.label_placing import PLATE_REACH, Plates, place_labels
from boneage_kp.report.overlay import HEIGHT_PX, draw_overlay
from boneage_kp.report.overlay_film import draw_reading, film_view
from boneage_kp.report.overlay_panel import WIDTH_PX, age_words, draw_panel, interval_words
from boneage_kp.report.stretch import stretched
from boneage_kp.report.words import ENGLISH, Words
from boneage_kp.schema.bones import BONES
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import BoneReading
from tests.report.readings import usual_points, usual_reading


@pytest.mark.parametrize("film_hw", [(60, 48), (700, 600), (2500, 1900), (500, 1400)])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_any_film_gives_one_height(film_hw: tuple[int, int], dtype: type) -> None:
    film = np.random.default_rng(0).integers(0, np.iinfo(dtype).max, film_hw).astype(dtype)
    picture = draw_overlay(film, usual_reading(film_hw))
    assert picture.shape[0] == HEIGHT_PX and picture.dtype == np.uint8
    assert picture.shape[1] > WIDTH_PX


def test_rings_lie_round_the_points_and_leave_them_free() -> None:
    film_hw = (700, 600)
    reading = usual_reading(film_hw)
    view = film_view(np.full(film_hw, 90, np.uint8), reading, 1000)
    bare = view.picture.copy()
    draw_reading(view, reading)
    changed = (view.picture != bare).any(axis=2)
    for name, xy in zip(HAND.names, usual_points(film_hw), strict=True):
        x, y = view.from_film(xy).astype(int)
        assert not changed[y - 4 : y + 5, x - 4 : x + 5].any(), name
        patch = view.picture[y - 20 : y + 21, x - 20 : x + 21].reshape(-1, 3)
        assert (patch == HAND.bone(name).colour_rgb).all(axis=1).any(), name


def test_letters_keep_off_plates_and_each_other() -> None:
    points = usual_points((1300, 1100))
    length = float(np.hypot(*(points[HAND.index_of("dp3")] - points[0])))
    reach = np.array([PLATE_REACH[bone.kind] * length for bone in BONES])
    half = (14.0, 17.0)
    links = np.array([(points[a], points[b]) for a, b in HAND.skeleton_index])
    grey = np.full((1300, 1100), 60, np.uint8)
    centres = place_labels(Plates(points, reach), half, grey, length, links)
    gap = np.maximum(np.abs(centres[:, None] - points[None]) - half, 0)
    assert (np.linalg.norm(gap, axis=2) >= reach - 1).all()
    apart = np.abs(centres[:, None] - centres[None]) >= 2 * np.array(half)
    assert (apart.any(axis=2) | np.eye(len(points), dtype=bool)).all()
    own = np.linalg.norm(centres - points, axis=1)
    assert (own <= np.linalg.norm(centres[:, None] - points[None], axis=2).min(axis=1) + 1e-6).all()


def test_an_unsure_point_looks_different_without_its_colour() -> None:
    film_hw = (700, 600)
    film = np.full(film_hw, 90, np.uint8)
    reading = usual_reading(film_hw)
    unsure = replace(
        reading, bones={n: replace(b, confidence=0.3) for n, b in reading.bones.items()}
    )
    solid, dashed = (
        draw_overlay(film, reading, panel=False),
        draw_overlay(film, unsure, panel=False),
    )
    assert (solid.max(axis=2) != dashed.max(axis=2)).sum() > 500


def test_no_points_show_the_whole_film() -> None:
    nothing = {n: BoneReading(None, 0.02, None, {}) for n in HAND.names}
    reading = usual_reading(
        bones=nothing, verdict="rejected", bone_age_months=None, interval_months=None, score=None
    )
    film = np.full((400, 300), 9, np.uint8)
    picture = draw_overlay(film, reading)
    assert picture.shape == (HEIGHT_PX, 1050 + WIDTH_PX, 3)


def test_stretching_uses_the_whole_range_and_keeps_order() -> None:
    film = np.linspace(1000, 3000, 10_000).astype(np.uint16).reshape(100, 100)
    seen = stretched(film)
    assert seen.min() == 0 and seen.max() == 235
    assert (np.diff(seen.ravel().astype(int)) >= 0).all()
    assert stretched(np.full((9, 9), 7, np.uint8)).max() == 0


def test_words_for_bounds_and_open_intervals() -> None:
    assert age_words(usual_reading()) == "10.8 years"
    assert interval_words(usual_reading()) == "90\u00a0% interval 9.2 to mature"
    bound = usual_reading(
        bone_age_months=None, bone_age_bound="mature", interval_months=(None, None)
    )
    assert age_words(bound) == "Mature" and "off the table" in interval_words(bound)
    none = usual_reading(bone_age_months=None, interval_months=None)
    assert age_words(none) == "No bone age" and interval_words(none) == ""


def test_all_words_of_the_panel_come_from_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(overlay_panel, "write", lambda page, text, *more, **kind: said.append(text))
    marked = Words("xx", {k: f"<{text}>" if text else "" for k, text in ENGLISH.texts.items()})
    found = usual_reading(reasons=("low_confidence: unsure where: mp5 0.31",))
    lost = {**found.bones, "ulna": BoneReading(None, 0.02, None, {})}
    for reading in (found, usual_reading(bones=lost, verdict="rejected", score=None, reasons=())):
        draw_panel(reading, HEIGHT_PX, words=marked)
    assert "<unsure where: mp5 0.31>" in said and "<not found>" in said
    bare = [text for text in said if not {*"<>"} & {*text} and text.strip("0123456789.")]
    assert set(bare) <= {bone.stage for bone in found.bones.values()}
    assert len(said) > 60 and all(text.isascii() for text in said)


def test_where_no_bone_was_found_none_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(overlay_panel, "write", lambda page, text, *more, **kind: said.append(text))
    none = {n: BoneReading(None, 0.0, None, {}) for n in HAND.names}
    reasons = ("hand_not_found: no hand was found on the film, so its bones were not read",)
    draw_panel(usual_reading(bones=none, verdict="rejected", reasons=reasons), HEIGHT_PX)
    assert any("No hand was found" in text for text in said)
    assert any("burned-in" in text for text in said)  # all of the film is shown
    assert not any("not found" in text or "distal radius" in text for text in said)


def test_a_panel_with_many_reasons_keeps_its_table() -> None:
    few, many = usual_reading(), usual_reading(reasons=("x: " + "many words " * 200,))
    bottom = slice(HEIGHT_PX - 400, HEIGHT_PX - 100)
    for reading in (few, many):
        assert draw_panel(reading, HEIGHT_PX).shape == (HEIGHT_PX, WIDTH_PX, 3)
    assert draw_panel(many, HEIGHT_PX)[bottom].max() > 200  # the last bones still stand there


def test_a_letter_brighter_than_bone_does_not_leave_the_hand_in_the_dark() -> None:
    film = np.tile(np.linspace(0, 40, 100).astype(np.uint8), (100, 1))
    film[:10, :10] = 255
    bone = film[40:60, 60:90]
    assert stretched(film)[50, 90] < 60
    assert stretched(film, bone)[50, 90] > 220
    dark_bone = np.zeros(9, np.uint8)
    np.testing.assert_array_equal(stretched(film, dark_bone), stretched(film))
