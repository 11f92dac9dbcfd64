"""The foot of a page: what was done to the film, and which network, tables and files were used."""

from collections.abc import Iterator, Mapping

from boneage_kp.report.page.facts import PageFacts
from boneage_kp.report.page.markup import Html, tag
from boneage_kp.report.page.words import sex_words
from boneage_kp.report.words import Words

_SHOWN_DIGITS = 16  # of a digest: enough to tell files apart by eye; the JSON row has all


def origin_footer(facts: PageFacts) -> Html:
    """Everything needed to repeat the reading, and the disclaimer."""
    words, context = facts.words, facts.context
    rows = [tag("div", {}, tag("dt", {}, n), tag("dd", {}, v)) for n, v in _rows(facts)]
    last = [words("disclaimer")]
    if context.synthetic_weights:
        last.append(words("synthetic"))
    return tag(
        "footer",
        {"class": "origin", "aria-labelledby": "h-origin"},
        tag("h2", {"id": "h-origin"}, words("origin")),
        tag("dl", {}, *rows),
        tag("p", {"class": "disclaimer"}, " ".join(last)),
    )


def _rows(facts: PageFacts) -> Iterator[tuple[str, str]]:
    words, context, reading = facts.words, facts.context, facts.machine.reading
    yield words("origin_film"), done_to_film(facts)
    yield words("spacing"), _spacing(facts)
    sex = sex_words(reading.sex, words)
    source = words(f"source.{context.sex_source}")
    yield words("sex_from"), sex if reading.sex is None else f"{sex}, {source}"
    if context.age_years is not None:
        years = words("age_of", years=words.number(context.age_years, 2))
        yield words("age_from"), f"{years}, {words(f'source.{context.age_source}')}"
    yield words("standard"), f"{facts.standard.title} ({facts.standard.id})"
    if context.model:
        yield words("model"), context.model
    if reading.digests:
        yield words("digests"), ", ".join(_digests(reading.digests, words))
    yield words("software"), context.software
    if context.made_on:
        yield words("made"), context.made_on
    if context.notes:
        yield words("notes"), " ".join(context.notes)


def _digests(digests: Mapping[str, str], words: Words) -> Iterator[str]:
    for name, digest in digests.items():
        yield f"{words.texts.get(f'digest.{name}', name)} {digest[:_SHOWN_DIGITS]}"


def done_to_film(facts: PageFacts) -> str:
    """'turned by 90° clockwise, greys inverted', or 'as it was'."""
    words, context = facts.words, facts.context
    said = []
    if context.quarter_turns % 4:
        said.append(words("turned", degrees=90 * (context.quarter_turns % 4)))
    if context.mirrored:
        said.append(words("mirrored"))
    if context.inverted:
        said.append(words("inverted"))
    return ", ".join(said) or words("as_it_was")


def _spacing(facts: PageFacts) -> str:
    words, context = facts.words, facts.context
    if not context.spacing_mm:
        return words("spacing_unknown")
    mm = words.number(context.spacing_mm, 4).rstrip("0").rstrip(words.decimal_mark)
    if not context.spacing_source:
        return words("spacing_mm", mm=mm)
    return words("spacing_from", mm=mm, source=context.spacing_source)
