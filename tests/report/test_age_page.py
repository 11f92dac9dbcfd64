"""The page and the row of a whole-image reading: what they say, and what they leave out."""

import json

import numpy as np
import pytest

from boneage_kp.models.holistic.recipe import known_systems
from boneage_kp.report.age_map import is_flat, lit_film, shown_film
from boneage_kp.report.age_page import AgePageContext, age_page, system_words
from boneage_kp.report.age_reading import AgeReading
from boneage_kp.report.age_row import SCHEMA_FILE, age_row, failed_age_row
from boneage_kp.report.words import ENGLISH, Words
from boneage_kp.schema.records import Sex
from tests.report.html_tree import read_html
from tests.report.json_schema import faults

SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
FILM = np.tile(np.linspace(0, 60000, 50).astype(np.uint16), (80, 1))


def reading(**changes: object) -> AgeReading:
    given = dict(
        file_name="a/<b>.png",
        system="inception_winner",
        sex=Sex.FEMALE,
        networks=5,
        views=10,
        bone_age_months=131.52,
        spread_months=2.04,
        interval_months=(120.0, 143.04),
        digests={"image": "ab" * 32, "model 1": "cd" * 32},
    )
    return AgeReading(**given | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "row",
    [
        age_row(reading(), 10.5),
        age_row(reading(interval_months=None, sex=None, male=0.25)),
        failed_age_row("x.png", "x.png: is no whole PNG", "inception_winner", Sex.MALE, 3.0),
    ],
)
def test_rows_are_as_published(row: dict) -> None:
    assert faults(json.loads(json.dumps(row, allow_nan=False)), SCHEMA, SCHEMA) == []


def test_a_row_says_months_and_years_of_the_same_age() -> None:
    row = age_row(reading(), 10.5)
    assert (row["bone_age_months"], row["bone_age_years"]) == (131.52, 10.96)
    assert (row["interval_months"], row["interval_years"]) == ([120.0, 143.04], [10.0, 11.92])
    assert (row["model"], row["sex"], row["error"]) == ("holistic/inception_winner", "F", None)


def words_of(page: str) -> str:
    return " ".join(read_html(page).words())


def test_the_page_says_the_answer_and_what_it_does_not_rest_on() -> None:
    page = age_page(FILM, reading(), AgePageContext(age_years=10.5))
    said = words_of(page)
    for wanted in (
        "11.0",
        "131.5 months; 11 y 0 m",
        "10.0 to 11.9",
        "+0.5",
        "networks: 5, views each: 10",
        "Inception V3",
        "(holistic/inception_winner)",
    ):
        assert wanted in said, wanted
    assert "no bone was rated" in said and "Research software, not a medical device." in said
    assert "trained on synthetic films alone" in said and "fitted on synthetic films" in said
    assert page.count("<img") == 1 and "<b>" not in page and "<script" not in page
    assert "http" not in page.replace("http-equiv", ""), "it loads nothing"


def test_all_words_of_the_page_come_from_the_table() -> None:
    marked = Words("xx", {k: f"⟦{text}⟧" if text else "" for k, text in ENGLISH.texts.items()})
    lit = reading(map_months=np.eye(2), male=0.25)
    context = AgePageContext(age_years=10.5, index_href="../index.html")
    page = read_html(age_page(FILM, lit, context, marked))
    own = {"a/", "<b>.png", "boneage_kp", *lit.digests.values()}
    for said in page.words():
        plain = said.strip(" 0123456789.+")
        assert plain == "" or "⟦" in said or any(one[:8] in said for one in own), said


def test_every_system_has_a_name_that_people_know() -> None:
    for name in known_systems():
        assert system_words(name) != name, f"english.py lacks 'system.{name}'"
    assert system_words("one_of_mine") == "one_of_mine"


def test_what_nobody_calibrated_or_asked_for_is_not_made_up() -> None:
    context = AgePageContext(synthetic_weights=False)
    said = words_of(age_page(FILM, reading(interval_months=None, sex=None), context))
    assert "these weights have none; boneage-kp calibrate makes it" in said
    assert "sex not given" in said and "age not given" in said
    assert "trained on synthetic" not in said and "Bone age less age" not in said


def test_a_map_comes_as_a_second_picture_lit_where_it_is_great() -> None:
    lit_map = np.zeros((8, 5))
    lit_map[6, 1] = -3.0  # size counts, whatever the sign
    page = age_page(FILM, reading(map_months=lit_map), AgePageContext())
    assert page.count("<img") == 2 and "Where the age comes from" in words_of(page)
    film = shown_film(FILM)
    assert film.shape[0] <= 960 and film.dtype == np.uint8
    lit = lit_film(film, lit_map)
    moved = np.abs(lit.astype(int) - film[..., None]).sum(axis=2)
    row, column = np.unravel_index(int(moved.argmax()), moved.shape)
    assert abs(row / film.shape[0] - 6.5 / 8) < 0.1 and abs(column / film.shape[1] - 0.3) < 0.15
    assert (moved[: film.shape[0] // 2] == 0).all(), "where nothing counts the film is as it was"


@pytest.mark.parametrize(
    "flat", [np.zeros((4, 3)), np.full((4, 3), -2.5), np.full((4, 3), np.nan), 7 + np.eye(3) / 200]
)
def test_a_map_that_is_the_same_all_over_lights_nothing_and_says_so(flat: np.ndarray) -> None:
    assert is_flat(flat) and not is_flat(np.eye(3))
    film = shown_film(FILM)
    np.testing.assert_array_equal(lit_film(film, flat), np.repeat(film[..., None], 3, axis=2))
    page = age_page(FILM, reading(map_months=flat), AgePageContext())
    assert page.count("<img") == 1, "the film alone"
    said = words_of(page)
    assert "the same all over" in said and "Where the age comes from" not in said


def test_a_page_of_a_batch_leads_back_to_its_index() -> None:
    page = read_html(age_page(FILM, reading(), AgePageContext(index_href="../index.html")))
    (link,) = page.all("a")
    assert link.attributes["href"] == "../index.html" and link.text() == "All films"
    assert not list(read_html(age_page(FILM, reading(), AgePageContext())).all("a"))
