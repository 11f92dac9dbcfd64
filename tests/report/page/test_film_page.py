"""A film's page: self-contained, whole for every outcome, accessible, and never a wrong number."""

import base64
import hashlib
import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from boneage_kp.report.page.context import PageContext
from boneage_kp.report.page.film_page import film_page
from boneage_kp.report.words import ENGLISH, Words
from boneage_kp.schema.hand import HAND
from boneage_kp.schema.records import HandReading
from boneage_kp.standards import load_standard
from tests.report.html_tree import Element, read_html
from tests.report.page_readings import (
    corrected_reading,
    nothing_found,
    phantom,
    phantom_reading,
    rejected_reading,
    rescored,
    shifted,
    turned_ccw,
)

FULL = PageContext(
    age_years=11.5,
    sex_source="given",
    age_source="header",
    spacing_mm=0.2,
    spacing_source="PixelSpacing",
    model="fpn_r50, 1024 px",
    reader="second reader",
    made_on="2026-11-21",
    index_href="../index.html",
    notes=("Burned-in letters were seen.",),
)
CHANGES = {"radius": "F", "mc3": "G"}


@cache
def case(name: str) -> tuple[np.ndarray, HandReading, HandReading | None, PageContext]:
    """Film, reading, correction, context of every outcome that a page must show."""
    sex, tempo = {"mature": ("F", 17.0), "below": ("M", 1.0), "boy": ("M", 7.0)}.get(
        name, ("F", 10.8)
    )
    one = phantom(sex, tempo)
    film, record, reading = one.image, one.record, phantom_reading(one.record)
    corrected, context = None, FULL
    if name == "wide":
        film = np.pad(film, ((0, 0), (400, 500)))
        reading = phantom_reading(shifted(record, 400, 0))
    elif name == "bright":
        film = np.pad(film, 60, constant_values=255)
        reading = phantom_reading(shifted(record, 60, 60))
    elif name == "turned":
        film = 255 - np.rot90(film)
        reading = phantom_reading(turned_ccw(record))
        context = replace(FULL, quarter_turns=1, inverted=True, mirrored=True)
    elif name == "rejected":
        reading = rejected_reading(record)
    elif name == "nothing":
        reading = nothing_found(record)
    elif name == "no sex":
        reading = phantom_reading(replace(record, sex=None))
    elif name == "bare":
        context = PageContext()
    elif name == "corrected":
        corrected = corrected_reading(reading, CHANGES)
    return film, reading, corrected, context


CASES = (
    *("girl", "boy", "mature", "below", "wide", "bright", "turned"),
    *("rejected", "nothing", "no sex", "bare", "corrected"),
)


def page(name: str, words: Words = ENGLISH) -> str:
    film, reading, corrected, context = case(name)
    return film_page(film, reading, corrected, replace(context, words=words))


@cache
def tree(name: str) -> Element:
    return read_html(page(name))


def answer(name: str) -> str:
    (section,) = tree(name).where("id", "answer")
    return re.sub(r"\s+", " ", section.text())


@pytest.mark.parametrize("name", CASES)
def test_loads_nothing_and_allows_nothing(name: str) -> None:
    root = tree(name)
    assert not list(root.all("script")) and not list(root.all("link"))
    for element in root.all():
        assert "style" not in element.attributes
        assert not [key for key in element.attributes if key.startswith("on")]
        assert (element.attributes.get("src") or "data:image/jpeg;").startswith("data:image/jpeg;")
        href = element.attributes.get("href")
        assert href is None or href.startswith("#") or href == "../index.html"
    (style,) = root.all("style")
    digest = base64.b64encode(hashlib.sha256(style.text().encode()).digest()).decode()
    (policy,) = root.where("http-equiv", "Content-Security-Policy")
    assert policy.attributes["content"] == (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert "@import" not in style.text() and "url(" not in style.text()


@pytest.mark.parametrize("name", CASES)
def test_structure_is_that_of_a_document(name: str) -> None:
    root = tree(name)
    ids = [e.attributes["id"] for e in root.all() if "id" in e.attributes]
    assert len(set(ids)) == len(ids)
    for element in root.all():
        for key in ("aria-labelledby", "for"):
            assert element.attributes.get(key, ids[0]) in ids
        if (element.attributes.get("href") or "").startswith("#"):
            assert str(element.attributes["href"])[1:] in ids
    levels = [int(e.name[1]) for e in root.all() if re.fullmatch("h[1-6]", e.name)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(levels, levels[1:], strict=False))
    assert [len(list(root.all(n))) for n in ("header", "main", "footer", "title")] == [1, 1, 1, 1]
    assert next(root.all("html")).attributes["lang"] == "en"
    assert all(e.attributes.get("alt") for e in root.all("img"))
    for svg in root.all("svg"):
        named = svg.attributes.get("role") == "img" and svg.attributes.get("aria-label")
        assert named or svg.attributes.get("aria-hidden") == "true"
    assert all("scope" in e.attributes for e in root.all("th"))
    assert all(list(t.all("caption")) for t in root.all("table"))


def test_the_answer_stands_first_and_adds_up() -> None:
    _, reading, _, _ = case("girl")
    assert reading.bone_age_months is not None and reading.interval_months is not None
    years = f"{reading.bone_age_months / 12:.1f}"
    assert f"Bone age{years} years" in answer("girl")
    low, high = reading.interval_months
    assert low is not None and high is not None
    assert f"{low / 12:.1f} to {high / 12:.1f}" in answer("girl")
    assert "11.5 years" in answer("girl") and "with a substitute SD" in answer("girl")
    rows = [[c.text() for c in r.children] for r in next(tree("girl").all("tbody")).children]
    points = [int(row[3]) for row in rows]
    assert [int(row[4]) for row in rows] == np.cumsum(points).tolist()
    assert sum(points) == reading.score and len(rows) == len(HAND)
    assert str(reading.score) in next(tree("girl").all("tfoot")).text()


@pytest.mark.parametrize("name", ["rejected", "nothing", "no sex"])
def test_without_a_score_no_number_is_made_up(name: str) -> None:
    said = answer(name)
    assert "No bone age" in said and "interval" not in said and "z-score" not in said
    assert not re.search(r"\d+\.\d years", said.replace("11.5 years", ""))
    assert not tree(name).where("class", "chart")
    assert list(tree(name).all("img"))  # the film is shown all the same


def test_a_rejected_film_says_why_and_what_to_do() -> None:
    said = answer("nothing")
    assert "Rejected" in said and "0 of 13 bones answer" in said and "What to do:" in said
    assert "the whole film" in " ".join(tree("nothing").words())
    said = answer("rejected")
    assert "Not found: ulna, distal phalanx V" in said
    (absent,) = [e for e in tree("rejected").where("id", "bone-dp5")]
    assert "not found" in absent.text() and not list(absent.all("img"))


def test_bounds_are_words() -> None:
    assert "Bone ageMature15 years or more" in answer("mature")
    assert "to mature" in answer("mature") and "z-score" not in answer("mature")
    assert "Under 2 years" in answer("below") and "below the table" in answer("below")


def test_no_sex_gives_stages_and_no_points() -> None:
    text = tree("no sex").text()
    assert "sex is not given" in text and "Points" not in next(tree("no sex").all("thead")).text()
    assert len(list(next(tree("no sex").all("tbody")).all("tr"))) == len(HAND)


def test_machine_and_reader_stand_side_by_side() -> None:
    _, machine, reader, _ = case("corrected")
    assert reader is not None and machine.bone_age_months and reader.bone_age_months
    said = answer("corrected")
    assert f"reader's{reader.bone_age_months / 12:.1f} years" in said
    assert f"machine's{machine.bone_age_months / 12:.1f} years" in said
    old = machine.bones["radius"].stage
    assert f"distal radius {old} → F" in said and "second reader" in said
    row = next(tree("corrected").all("tbody")).children[0]
    assert [c.text() for c in row.children][1:3] == [old, "◆ F"]
    (card,) = tree("corrected").where("id", "bone-radius")
    assert f"machine {old}" in card.text()
    assert len(tree("corrected").where("class", "marks")[0].where("class", "rim")) == len(HAND)
    changed = [e for e in tree("corrected").where("class", "rim") if e.name == "rect"]
    assert len(changed) == len(CHANGES)


def test_the_film_is_shown_upright_with_its_points_on_it() -> None:
    """A film turned by a quarter and inverted gives the same picture and marks as the plain one."""
    plain, turned = tree("girl"), tree("turned")
    film_of = lambda root: root.where("class", "film")[0].attributes  # noqa: E731
    assert film_of(plain)["width"] == film_of(turned)["width"]
    for key in ("cx", "cy"):
        marks = [
            [float(e.attributes[key]) for e in root.where("class", "marks")[0].all("circle")]
            for root in (plain, turned)
        ]
        np.testing.assert_allclose(*marks, atol=2)
    assert "turned by 90° clockwise, read as in a mirror" in turned.text()
    assert "greys inverted" in turned.text() and "greys inverted" not in plain.text()


def test_everything_that_repeats_the_reading_is_named() -> None:
    text = tree("girl").text()
    for said in ("fpn_r50, 1024 px", "0123456789abcdef", "fedcba9876543210", "0.2 mm (Pixel"):
        assert said in text
    assert load_standard("tw3_rus").digest[:16] in text and "Brush Foundation" in text
    assert "not tw3_rus's own" in text and "from the film's own header" in text
    assert text.count("Research software, not a medical device.") == 2
    assert "trained on synthetic films alone" in text
    film, reading, _, _ = case("girl")
    own = film_page(film, reading, context=PageContext(synthetic_weights=False))
    assert "synthetic" not in own


@pytest.mark.parametrize("name", CASES)
def test_all_words_come_from_the_table(name: str) -> None:
    """In a language whose words are all marked, nothing unmarked is left but data and letters."""
    marked = Words("xx", {k: f"⟦{text}⟧" if text else "" for k, text in ENGLISH.texts.items()})
    film, reading, corrected, context = case(name)
    standard = load_standard("tw3_rus")
    data = [reading.file_name.rpartition("/")[0] + "/", reading.file_name.rpartition("/")[2]]
    data += [reading.file_name, standard.title, standard.id, context.software, *context.notes]
    data += [context.model, context.made_on]
    root = read_html(film_page(film, reading, corrected, replace(context, words=marked)))
    assert next(root.all("html")).attributes["lang"] == "xx"
    for element in list(root.all()):  # sentences of the checks are English, and say so
        element.children = [
            c for c in element.children if isinstance(c, str) or c.attributes.get("lang") != "en"
        ]
    for said in root.words():
        rest = said
        while "⟦" in rest and (cut := re.sub(r"⟦[^⟦⟧]*⟧", "", rest)) != rest:
            rest = cut
        for known in sorted(filter(None, data), key=len, reverse=True):
            rest = rest.replace(known, "")
        rest = re.sub(r"\b[0-9a-f]{16}\b", "", rest)
        rest = re.sub(r"\b([A-I?]|radius|ulna|[mpd][cp][135])\b", "", rest)
        assert not re.search(r"[^\W\d_]{2,}", rest), f"outside the table: {said!r}"


def test_size_stays_within_limits_whatever_the_film() -> None:
    noise = np.random.default_rng(0).integers(0, 65536, (2400, 2000)).astype(np.uint16)
    reading = phantom_reading(phantom("F", 10.8, 1024).record)
    assert len(film_page(noise, reading, context=FULL).encode()) < 1_500_000
    assert len(page("girl").encode()) < 700_000


def test_a_score_that_is_not_the_sum_is_refused() -> None:
    film, reading, _, _ = case("girl")
    with pytest.raises(ValueError, match="score is 1, its stages add up to"):
        film_page(film, replace(reading, score=1))
    with pytest.raises(ValueError, match="read with standard 'tw3_rus'"):
        film_page(film, reading, context=PageContext(standard=load_standard("tw2_rus_uk")))
    with pytest.raises(ValueError, match="sex_source is 'guess'; wanted one of: given"):
        PageContext(sex_source="guess")  # type: ignore[arg-type]


def test_the_doubt_that_is_drawn_is_the_doubt_that_was_reckoned_with() -> None:
    """An interval made with beta is explained with beta, or not at all."""
    film, reading, _, _ = case("girl")
    flat = {n: {s: p**0.5 for s, p in b.posterior.items()} for n, b in reading.bones.items()}
    whole = {n: {s: p / sum(row.values()) for s, p in row.items()} for n, row in flat.items()}
    wider = rescored(reading, whole)
    assert wider.score == reading.score and wider.interval_months != reading.interval_months
    explained = read_html(film_page(film, wider, context=PageContext(age_years=11, beta=0.5)))
    assert explained.where("class", "density") and "err together" in explained.text()
    assert "widens the interval" in explained.text()
    unexplained = read_html(film_page(film, wider, context=PageContext(age_years=11)))
    assert not unexplained.where("class", "density")
    assert "widens the interval" not in unexplained.text()
    assert "taken as certain" not in unexplained.text()


def test_certain_stages_have_no_interval_and_say_so() -> None:
    film, reading, _, _ = case("girl")
    stages = {name: str(bone.stage) for name, bone in reading.bones.items()}
    text = read_html(film_page(film, reading, corrected_reading(reading, stages))).text()
    assert "all stages were given as certain" in text and "A reader confirmed all stages" in text


def test_other_standards_have_pages_too() -> None:
    one = phantom()
    for standard_id in ("tw2_rus_uk", "tw2_rus_japan", "tw3c_rus_china"):
        standard = load_standard(standard_id)
        reading = phantom_reading(one.record, standard=standard)
        text = read_html(film_page(one.image, reading, context=FULL)).text()
        assert standard.title in text and str(reading.score) in text
