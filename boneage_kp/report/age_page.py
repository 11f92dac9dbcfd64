"""`age_page`: one film's age by a whole-image system as one self-contained HTML page.

The small sister of `page.film_page`: film, age, interval, and where on the film the answer comes
from, if that was asked. There are no bones and no stages to show, and the page says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from boneage_kp import __version__
from boneage_kp.report.age_map import lit_film, shown_film
from boneage_kp.report.age_reading import AgeReading
from boneage_kp.report.page import document
from boneage_kp.report.page_film import jpeg_uri
from boneage_kp.report.page_markup import Html, joined, tag
from boneage_kp.report.page_style import PAGE_STYLE
from boneage_kp.report.page_words import sex_words, years_and_months
from boneage_kp.report.words import ENGLISH

_TITLE = "Bone age from the whole image"
_SAID = {
    "no_bones": "Read from the whole image: no bone was rated, so there are no stages, no score "
    "and no checks that speak for or against this number.",
    "interval": "fitted on synthetic films; on others its share is not known",
    "no_interval": "these weights have none; boneage-kp calibrate makes it",
    "map": "Brighter places move the age more, up or down: features of the last layer times the "
    "slope of the age over them, as coarse as that layer. It shows where, not why.",
    "film": "The film as it was given, stretched for viewing.",
}
# Two cards of one film side by side; on paper they share the width, too.
_STYLE = """
.evidence .film-card .film{max-height:78vh;object-fit:contain}
@media print{.evidence.two{grid-template-columns:minmax(0,1fr) minmax(0,1fr);grid-template-rows:1fr}
.evidence .film-card{grid-row:auto}.film-card h2{display:block!important}}
"""


@dataclass(frozen=True)
class AgePageContext:
    """age_years: chronological; synthetic_weights: whether all networks saw drawn films alone."""

    age_years: float | None = None
    synthetic_weights: bool = True


def age_page(film_grey: np.ndarray, reading: AgeReading, context: AgePageContext) -> str:
    """The page of one film; write it as UTF-8.

    film_grey:  (H, W) uint8 or uint16, the film that was read.
    """
    film = shown_film(film_grey)
    cards = [_card("h-film", "Film", film, f"the film {reading.file_name}", _SAID["film"])]
    if reading.map_months is not None:
        lit = lit_film(film, reading.map_months)
        title, alt = "Where the age comes from", "the film with its activation map"
        cards.append(_card("h-map", title, lit, alt, _SAID["map"]))
    evidence = tag("div", {"class": f"evidence {('one', 'two')[len(cards) - 1]}"}, *cards)
    body = joined(
        [_header(reading, context), tag("main", {}, _answer(reading, context), evidence)]
        + [_origin(reading, context)]
    )
    years = ENGLISH.number(reading.bone_age_months / 12, 1)
    title = f"{reading.file_name}: {years} years"
    return document(title, ENGLISH.language, PAGE_STYLE + _STYLE, body)


def _header(reading: AgeReading, context: AgePageContext) -> Html:
    words = ENGLISH
    age = words("age_unknown")
    if context.age_years is not None:
        age = words("age_of", years=words.number(context.age_years, 1))
    child = f"{sex_words(reading.sex, words)} · {age} · {reading.system}"
    folder, slash, name = reading.file_name.rpartition("/")
    place = tag("span", {"class": "folder"}, folder + slash) if slash else ""
    who = [tag("h1", {}, _TITLE), tag("p", {"class": "file"}, place, name)]
    who.append(tag("p", {"class": "child"}, child))
    chip = tag("p", {"class": "chip"}, words("disclaimer"))
    return tag(
        "header",
        {"class": "top"},
        tag("div", {"class": "who"}, *who),
        tag("div", {"class": "aside"}, chip),
    )


def _answer(reading: AgeReading, context: AgePageContext) -> Html:
    tiles = tag("dl", {"class": "tiles"}, *_tiles(reading, context))
    note = tag("div", {"class": "verdict"}, tag("p", {"class": "said"}, _SAID["no_bones"]))
    return tag("section", {"class": "answer", "id": "answer"}, tiles, note)


def _tiles(reading: AgeReading, context: AgePageContext) -> Iterator[Html]:
    words, months = ENGLISH, reading.bone_age_months
    number = tag("span", {"class": "number"}, words.number(months / 12, 1))
    unit = tag("span", {"class": "unit"}, f" {words('years')}")
    more = f"{words.number(months, 1)} months; {years_and_months(months, words)}"
    yield _tile("Bone age", Html(number + unit), more, main=True)
    if reading.interval_months is None:
        yield _tile("Interval", "none", _SAID["no_interval"])
    else:
        low, high = reading.interval_months
        title = words("interval", coverage=words.percent(reading.interval_level))
        years = words("to", low=words.number(low / 12, 1), high=words.number(high / 12, 1))
        span = f"years; {words.number(low, 0)} to {words.number(high, 0)} months"
        yield _tile(title, years, f"{span}; {_SAID['interval']}")
    if context.age_years is not None:
        ahead = months / 12 - context.age_years
        yield _tile(words("difference"), f"{words.signed(ahead, 1)} {words('years')}", "")
    asked = f"{_count(reading.networks, 'network')}, {_count(reading.views, 'view')} each"
    spread = f"their answers spread by {words.number(reading.spread_months, 1)} months (SD)"
    yield _tile("Asked", asked, spread)
    if reading.male is not None:
        yield _tile("Sex read off the film", f"{words.percent(reading.male)} male", "")


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


def _origin(reading: AgeReading, context: AgePageContext) -> Html:
    rows = [("System", f"holistic/{reading.system}"), ("Software", f"boneage_kp {__version__}")]
    rows += [(f"sha256, {name}", digest[:16]) for name, digest in reading.digests.items()]
    last = [ENGLISH("disclaimer")]
    if context.synthetic_weights:
        last.append(ENGLISH("synthetic"))
    return tag(
        "footer",
        {"class": "origin"},
        tag("h2", {}, ENGLISH("origin")),
        tag("dl", {}, *(tag("div", {}, tag("dt", {}, n), tag("dd", {}, v)) for n, v in rows)),
        tag("p", {"class": "disclaimer"}, " ".join(last)),
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
