"""`film_page`: one film's reading as one self-contained HTML page.

    html = film_page(film.grey, reading, context=PageContext(age_years=10.5, sex_source="given"))
    html = film_page(film.grey, reading, corrected=with_a_readers_stages)

The page loads nothing and runs no script: pictures are data URIs, drawings SVG, switches CSS; a
content security policy holds it to that. It is read on a desktop, a phone, in the dark, and
printed on one A4 page. All its words stand in `report/english.py`, its colours in `palette.py`.
`names` says what the file of a page and its thumbnail are called, `index.index_page` lists them.
"""

import numpy as np

from boneage_kp.report.page.answer import answer_section, page_header
from boneage_kp.report.page.bones import bones_section
from boneage_kp.report.page.chart import chart_section
from boneage_kp.report.page.context import PageContext
from boneage_kp.report.page.document import document
from boneage_kp.report.page.facts import PageFacts, page_facts
from boneage_kp.report.page.film import film_section, moved, upright_film
from boneage_kp.report.page.markup import Html, joined, tag
from boneage_kp.report.page.origin import origin_footer
from boneage_kp.report.page.sheet import sheet_section
from boneage_kp.report.page.style import PAGE_STYLE
from boneage_kp.report.page.words import headline
from boneage_kp.schema.records import HandReading

__all__ = ["PageContext", "film_page"]


def film_page(
    film_grey: np.ndarray,
    reading: HandReading,
    corrected: HandReading | None = None,
    context: PageContext | None = None,
) -> str:
    """The page of one film.

    film_grey:  (H, W) uint8 or uint16, the film that was read, original pixels.
    reading:    the machine's.
    corrected:  the same hand scored anew with stages a person gave, None when nobody did; machine
                and person then stand side by side.
    returns:    the whole document; write it as UTF-8.
    raises:     ValueError when a reading's score is not what its stages add up to.
    """
    facts = page_facts(reading, corrected, context or PageContext())
    words = facts.words
    grey, from_film = upright_film(film_grey, facts.context.quarter_turns, facts.context.inverted)
    shown = moved(facts.counts.reading, from_film)
    body = joined([page_header(facts), _main(facts, grey, shown), origin_footer(facts)])
    big = headline(facts.counts, facts.standard, words)
    title = f"{reading.file_name}: {big.number} {big.unit}".strip()
    return document(title, words.language, PAGE_STYLE, body)


def _main(facts: PageFacts, grey: np.ndarray, shown: HandReading) -> Html:
    """The answer, then the evidence for it; of a film without a hand, the film alone."""
    parts: list[Html] = [film_section(facts, grey, shown)]
    bones: Html | str = ""
    if any(bone.stage is not None for bone in shown.bones.values()):
        parts.append(sheet_section(facts))
        bones = bones_section(facts, grey, shown)
    if (chart := chart_section(facts)) is not None:
        parts.append(chart)
    how_many = ("one", "two", "three")[len(parts) - 1]
    evidence = tag("div", {"class": f"evidence {how_many}"}, *parts)
    return tag("main", {}, answer_section(facts), evidence, bones)
