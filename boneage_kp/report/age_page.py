"""`age_page`: one film's age by a whole-image system as one self-contained HTML page.

The small sister of `page.film_page`: film, age, interval, and where on the film the answer comes
from, if that was asked. There are no bones and no stages to show, and the page says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from boneage_kp import __version__
from boneage_kp.report.age_map import is_flat, lit_film, shown_film
from boneage_kp.report.age_reading import AgeReading
from boneage_kp.report.page.document import document
from boneage_kp.report.page.film import jpeg_uri
from boneage_kp.report.page.markup import Html, joined, tag
from boneage_kp.report.page.style import PAGE_STYLE
from boneage_kp.report.page.words import sex_words, years_and_months
from boneage_kp.report.words import ENGLISH, Words

# Two cards of one film side by side; on paper they share the width, too.
_STYLE = """
.evidence .film-card .film{max-height:78vh;object-fit:contain}
@media print{.evidence.two{grid-template-columns:minmax(0,1fr) minmax(0,1fr);grid-template-rows:1fr}
.evidence .film-card{grid-row:auto}.film-card h2{display:block!important}}
"""


@dataclass(frozen=True)
class AgePageContext:
    """age_years: chronological; synthetic_weights: whether all networks saw drawn films alone.

    index_href:  relative link back to the index; "" leaves it out.
    """

    age_years: float | None = None
    synthetic_weights: bool = True
    index_href: str = ""


def age_page(
    film_grey: np.ndarray, reading: AgeReading, context: AgePageContext, words: Words = ENGLISH
) -> str:
    """The page of one film; write it as UTF-8.

    film_grey:  (H, W) uint8 or uint16, the film that was read.
    """
    cards = list(_cards(film_grey, reading, words))
    evidence = tag("div", {"class": f"evidence {('one', 'two')[len(cards) - 1]}"}, *cards)
    answer = _answer(reading, context, words)
    body = joined(
        [
            _header(reading, context, words),
            tag("main", {}, answer, evidence),
            _origin(reading, context, words),
        ]
    )
    years = words.number(reading.bone_age_months / 12, 1)
    title = f"{reading.file_name}: {years} {words('years')}"
    return document(title, words.language, PAGE_STYLE + _STYLE, body)


def system_words(system: str, words: Words = ENGLISH) -> str:
    """What a system is called; one outside the table goes by its registered name."""
    return words.texts.get(f"system.{system}", system)


def _cards(film_grey: np.ndarray, reading: AgeReading, words: Words) -> Iterator[Html]:
    """The film, and beside it the film with its map, if it was asked for and tells anything."""
    film, lit = shown_film(film_grey), reading.map_months
    alt, note = words("whole_film_alt", file=reading.file_name), words("whole_as_given")
    if lit is not None and is_flat(lit):
        note, lit = f"{note} {words('whole_map_flat')}", None
    yield _card("h-film", words("film"), film, alt, note)
    if lit is not None:
        said = (words(key) for key in ("whole_map_alt", "whole_map"))
        yield _card("h-map", words("whole_map_title"), lit_film(film, lit), *said)


def _header(reading: AgeReading, context: AgePageContext, words: Words) -> Html:
    age = words("age_unknown")
    if context.age_years is not None:
        age = words("age_of", years=words.number(context.age_years, 1))
    child = f"{sex_words(reading.sex, words)} · {age} · {system_words(reading.system, words)}"
    folder, slash, name = reading.file_name.rpartition("/")
    place = tag("span", {"class": "folder"}, folder + slash) if slash else ""
    who = [tag("h1", {}, words("whole_title")), tag("p", {"class": "file"}, place, name)]
    who.append(tag("p", {"class": "child"}, child))
    aside = [tag("p", {"class": "chip"}, words("disclaimer"))]
    if context.index_href:
        link = {"class": "back", "href": context.index_href}
        aside.insert(0, tag("a", link, words("back_to_index")))
    return tag(
        "header",
        {"class": "top"},
        tag("div", {"class": "who"}, *who),
        tag("div", {"class": "aside"}, *aside),
    )


def _answer(reading: AgeReading, context: AgePageContext, words: Words) -> Html:
    tiles = tag("dl", {"class": "tiles"}, *_tiles(reading, context, words))
    note = tag("div", {"class": "verdict"}, tag("p", {"class": "said"}, words("whole_no_bones")))
    return tag("section", {"class": "answer", "id": "answer"}, tiles, note)


def _tiles(reading: AgeReading, context: AgePageContext, words: Words) -> Iterator[Html]:
    months = reading.bone_age_months
    number = tag("span", {"class": "number"}, words.number(months / 12, 1))
    unit = tag("span", {"class": "unit"}, f" {words('years')}")
    exact = {"months": words.number(months, 1), "years_months": years_and_months(months, words)}
    yield _tile(words("bone_age"), Html(number + unit), words("whole_months", **exact), main=True)
    if reading.interval_months is None:
        more = words("whole_no_interval")
        yield _tile(words("whole_interval_title"), words("interval_none"), more)
    else:
        low, high = reading.interval_months
        title = words("interval", coverage=words.percent(reading.interval_level))
        years = words("to", low=words.number(low / 12, 1), high=words.number(high / 12, 1))
        ends = {"low": words.number(low, 0), "high": words.number(high, 0)}
        yield _tile(title, years, words("whole_interval", **ends))
    if context.age_years is not None:
        ahead = months / 12 - context.age_years
        yield _tile(words("difference"), f"{words.signed(ahead, 1)} {words('years')}", "")
    asked = words("whole_asked", networks=reading.networks, views=reading.views)
    spread = words("whole_spread", months=words.number(reading.spread_months, 1))
    yield _tile(words("whole_asked_title"), asked, spread)
    if reading.male is not None:
        share = words("whole_male", share=words.percent(reading.male))
        yield _tile(words("whole_male_title"), share, "")


def _tile(title: str, value: str, more: str, main: bool = False) -> Html:
    inside = [tag("dt", {}, title), tag("dd", {}, value)]
    if more:
        inside.append(tag("dd", {"class": "more"}, more))
    return tag("div", {"class": "tile main" if main else "tile"}, *inside)


def _card(name: str, title: str, picture: np.ndarray, alt: str, note: str) -> Html:
    height, width = picture.shape[:2]
    image = {"class": "film", "src": jpeg_uri(picture), "alt": alt}
    return tag(
        "section",
        {"class": "card film-card", "aria-labelledby": name},
        tag("h2", {"id": name}, title),
        tag("div", {"class": "stage"}, tag("img", {**image, "width": width, "height": height})),
        tag("p", {"class": "note"}, note),
    )


def _origin(reading: AgeReading, context: AgePageContext, words: Words) -> Html:
    system = f"{system_words(reading.system, words)} (holistic/{reading.system})"
    rows = [(words("whole_system"), system), (words("software"), f"boneage_kp {__version__}")]
    for name, digest in reading.digests.items():
        part = words.texts.get(f"digest.{name}", name)
        rows.append((words("whole_digest", part=part), digest[:16]))
    last = [words("disclaimer")]
    if context.synthetic_weights:
        last.append(words("synthetic"))
    return tag(
        "footer",
        {"class": "origin"},
        tag("h2", {}, words("origin")),
        tag("dl", {}, *(tag("div", {}, tag("dt", {}, n), tag("dd", {}, v)) for n, v in rows)),
        tag("p", {"class": "disclaimer"}, " ".join(last)),
    )
