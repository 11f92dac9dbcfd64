"""Reasons in the language of a page: a sentence of a check is found in the table of words again.

Readings and rows of results hold `name_of_check: sentence`, in English whatever people read, so
that there is one format for programs. A sentence that the table does not have stays as it is.
"""

import re
from functools import cache
from string import Formatter
from typing import NamedTuple

from boneage_kp.report.english import TEXTS
from boneage_kp.report.words import Words

_ENGLISH = "en"
_DECIMAL_POINT = re.compile(r"(?<=\d)\.(?=\d)")


class Said(NamedTuple):
    """A reason taken apart.

    check:     its name; "" where the reason names none that the table knows.
    sentence:  for people; all of the reason where there is no name.
    language:  of the sentence.
    """

    check: str
    sentence: str
    language: str


def said(reason: str, words: Words) -> Said:
    """A reason of a reading in the language of `words`, as far as the table has it."""
    name, colon, sentence = reason.partition(": ")
    if not colon or f"reason.{name}" not in TEXTS:
        return Said("", reason, _ENGLISH)
    for key, pattern in _patterns(name):
        if found := pattern.fullmatch(sentence):
            places = {
                place: _DECIMAL_POINT.sub(words.decimal_mark, value)
                for place, value in found.groupdict().items()
            }
            return Said(name, words(key, **places), words.language)
    return Said(name, sentence, _ENGLISH)


def sentence(reason: str, words: Words) -> str:
    """What a reason says, without the name of where it comes from; begins with a capital."""
    told = said(reason, words)
    text = told.sentence if told.check else reason.partition(": ")[2] or reason
    return text[:1].upper() + text[1:]


@cache
def _patterns(check: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Keys of a check's sentences, with what their English looks like."""
    ours = [key for key in TEXTS if f"{key}.".startswith(f"check.{check}.")]
    return tuple((key, re.compile(_looks_like(TEXTS[key]))) for key in ours)


def _looks_like(text: str) -> str:
    pieces = Formatter().parse(text)
    return "".join(
        re.escape(literal) + (f"(?P<{place}>.+?)" if place else "")
        for literal, place, _, _ in pieces
    )
