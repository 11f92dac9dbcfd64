"""The top of a film's page: who, the answer, and the verdict with its reasons."""

import re
from collections.abc import Iterator

from boneage_kp.report.page.facts import Change, PageFacts, ScoredReading
from boneage_kp.report.page.markup import Html, joined, tag
from boneage_kp.report.page.signs import verdict_sign
from boneage_kp.report.page.words import (
    bone_words,
    coverage_words,
    headline,
    interval_words,
    sex_words,
    z_words,
)
from boneage_kp.report.reasons import said
from boneage_kp.report.words import Words

CORRECTED = "corrected_by_person"  # the reason that stands in a corrected reading


def page_header(facts: PageFacts) -> Html:
    """Title, file, child, and what this software is not."""
    words, context, reading = facts.words, facts.context, facts.machine.reading
    age = context.age_years
    years = words("age_unknown")
    if age is not None:
        years = words("age_of", years=words.number(age, 1))
    child = f"{sex_words(reading.sex, words)} · {years} · {facts.standard.title}"
    back = tag("a", {"class": "back", "href": context.index_href}, words("back_to_index"))
    return tag(
        "header",
        {"class": "top"},
        tag("a", {"class": "skip", "href": "#answer"}, words("skip")),
        tag(
            "div",
            {"class": "who"},
            tag("h1", {}, words("title")),
            tag("p", {"class": "file"}, *_file(reading.file_name)),
            tag("p", {"class": "child"}, child),
        ),
        tag(
            "div",
            {"class": "aside"},
            back if context.index_href else "",
            tag("p", {"class": "chip"}, words("disclaimer")),
        ),
    )


def _file(name: str) -> Iterator[str]:
    """The folder in small letters, the file in large ones; together the path as it was given."""
    folder, slash, last = name.rpartition("/")
    if slash:
        yield tag("span", {"class": "folder"}, f"{folder}/")
    yield last


def answer_section(facts: PageFacts) -> Html:
    """The numbers a reader came for, and whether to trust them."""
    return tag(
        "section",
        {"class": "answer", "id": "answer", "aria-labelledby": "h-answer"},
        tag("h2", {"id": "h-answer", "class": "unseen"}, facts.words("answer")),
        tag("dl", {"class": "tiles two" if facts.corrected else "tiles"}, *_tiles(facts)),
        _verdict(facts),
    )


def _tiles(facts: PageFacts) -> Iterator[Html]:
    words, context, counts = facts.words, facts.context, facts.counts
    if facts.corrected is None:
        yield _headline_tile(facts, facts.machine, words("bone_age"), "main")
    else:
        yield _headline_tile(facts, facts.corrected, words("bone_age_reader"), "main reader")
        yield _headline_tile(facts, facts.machine, words("bone_age_machine"), "main machine")
    if counts.sheet is not None:
        interval, note = interval_words(counts, facts.standard, words), words("interval_note")
        if context.beta < 1:
            note = words("interval_beta")
        if counts.reading.interval_months is None:
            note = words("interval_certain")
        yield _tile(coverage_words(words), interval, note)
    age = context.age_years
    yield _tile(
        words("chronological_age"),
        words("age_unknown") if age is None else f"{words.number(age, 1)} {words('years')}",
        "",
    )
    months = counts.reading.bone_age_months
    if counts.sheet is not None and age is not None and months is not None:
        yield _difference_tile(words, months, age)
        yield _tile(words("z"), *z_words(counts.sheet, words))


def _headline_tile(facts: PageFacts, scored: ScoredReading, name: str, kind: str) -> Html:
    number, unit, more = headline(scored, facts.standard, facts.words)
    score = scored.reading.score
    if score is not None:
        more = f"{more} · {facts.words('score')} {score}"
    return tag(
        "div",
        {"class": f"tile {kind}"},
        tag("dt", {}, name),
        tag(
            "dd",
            {},
            tag("span", {"class": "number" if unit else "number words"}, number),
            *([" ", tag("span", {"class": "unit"}, unit)] if unit else []),
        ),
        tag("dd", {"class": "more"}, more),
    )


def _difference_tile(words: Words, bone_age_months: float, age_years: float) -> Html:
    ahead = round(bone_age_months / 12 - age_years, 1)
    which = "years_ahead" if ahead > 0 else "years_behind" if ahead < 0 else "years_equal"
    return _tile(words("difference"), f"{words.signed(ahead, 1)} {words('years')}", words(which))


def _tile(name: str, value: str, more: str) -> Html:
    after = [tag("dd", {"class": "more"}, more)] if more else []
    return tag("div", {"class": "tile"}, tag("dt", {}, name), tag("dd", {}, value), *after)


def _verdict(facts: PageFacts) -> Html:
    words, reading = facts.words, facts.counts.reading
    reasons = [_reason(reason, facts) for reason in reading.reasons if _is_news(reason, facts)]
    scored = reading.bone_age_months is not None or reading.bone_age_bound is not None
    more = f"{reading.verdict}_more"
    if reading.verdict != "ok" and not reasons:
        more = f"{reading.verdict}_bare"
    elif reading.verdict == "rejected" and scored:
        more = "rejected_scored"
    return tag(
        "div",
        {"class": f"verdict {reading.verdict}"},
        tag(
            "p",
            {"class": "said"},
            verdict_sign(reading.verdict),
            tag("strong", {}, words(reading.verdict)),
            tag("span", {"class": "faint"}, words(more)),
        ),
        tag("ul", {"class": "reasons"}, *reasons) if reasons else "",
        _correction(facts) if facts.corrected else "",
    )


def _is_news(reason: str, facts: PageFacts) -> bool:
    """What the reader changed stands in a line of its own, unless nothing came of it."""
    told = facts.corrected is not None and facts.counts.reading.verdict != "rejected"
    return not (told and reason.startswith(f"{CORRECTED}: "))


def _reason(reason: str, facts: PageFacts) -> Html:
    """What the check is called, what it found, what to do."""
    words = facts.words
    told = said(reason, words)
    check = told.check or "other"
    cure = words(f"cure.{check}")
    return tag(
        "li",
        {},
        tag("strong", {}, f"{words(f'reason.{check}')}. "),
        tag("span", {"lang": told.language}, plain_sentence(told.sentence, facts)),
        *([" ", tag("span", {"class": "cure"}, f"{words('to_do')} {cure}")] if cure else []),
    )


def plain_sentence(sentence: str, facts: PageFacts) -> str:
    """A check's sentence with bones called by their full names, and an end to it."""
    codes = [name for name in facts.schema.names if name[-1].isdigit()]
    named = re.sub(
        rf"\b({'|'.join(map(re.escape, codes))})\b",
        lambda found: bone_words(found[1], facts.words),
        sentence.strip(),
    )
    named = named[:1].upper() + named[1:]
    return named if named.endswith((".", "!", "?")) else f"{named}."


def _correction(facts: PageFacts) -> Html:
    """What the reader changed, and what that did."""
    words, context = facts.words, facts.context
    changes = ", ".join(_change(change, facts) for change in facts.changes)
    said = [words("corrected_none")]
    if facts.changes:
        count, of = len(facts.changes), len(facts.schema)
        said = [words("corrected_line", count=count, of=of, changes=changes)]
    machine, reader = (
        None if one is None else one.reading.bone_age_months
        for one in (facts.machine, facts.corrected)
    )
    if machine is not None and reader is not None:
        years = words.signed((reader - machine) / 12, 2)
        said.append(words("correction_effect", years=years))
    if context.reader:
        said.append(words("corrected_by", name=context.reader))
    if facts.machine.reading.verdict != facts.counts.reading.verdict:
        verdict = words(facts.machine.reading.verdict)
        said.append(words("machine_verdict", verdict=verdict))
    return tag("p", {"class": "correction"}, joined(f"{one} " for one in said))


def _change(change: Change, facts: PageFacts) -> str:
    words = facts.words
    bone = bone_words(change.bone, words)
    if change.old is None:
        return words("change_from_none", bone=bone, new=str(change.new))
    new = change.new or words("not_found")
    return words("change", bone=bone, old=change.old, new=new)
