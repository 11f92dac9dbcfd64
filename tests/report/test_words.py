"""The table of words: whole, used, and refused where a translation does not fit."""

from pathlib import Path

import pytest

import boneage_kp.report
from boneage_kp.quality.checks import CHECKS
from boneage_kp.report.words import ENGLISH, Words
from boneage_kp.schema.hand import HAND

_OF_DATA = (
    *("reason.", "check.", "cure.", "bone.", "source.", "digest.", "system."),
    *("index_previous", "index_next", "index_unreadable", "index_unchecked"),
)
_VERDICTS = {f"{v}{end}" for v in ("ok", "review", "rejected") for end in ("", "_more", "_bare")}


def test_bones_are_called_as_in_the_schema() -> None:
    named = {key: text for key, text in ENGLISH.texts.items() if key.startswith("bone.")}
    assert named == {f"bone.{bone.name}": bone.title for bone in HAND.bones}


def test_every_check_has_a_title_and_a_cure() -> None:
    names = {check.__name__ for check in CHECKS} | {"sex_unknown", "corrected_by_person", "other"}
    for kind in ("reason", "cure"):
        found = {k.partition(".")[2] for k in ENGLISH.texts if k.startswith(f"{kind}.")}
        assert found == names


def test_no_word_lies_idle() -> None:
    folder = Path(boneage_kp.report.__path__[0])
    source = "".join(p.read_text() for p in folder.rglob("*.py") if p != folder / "english.py")
    keys = {k for k in ENGLISH.texts if not k.startswith(_OF_DATA)} - _VERDICTS
    quoted = source.replace("'", '"')
    assert [key for key in sorted(keys) if f'"{key}"' not in quoted] == []


def test_a_translation_must_have_all_keys_and_places() -> None:
    texts = dict(ENGLISH.texts) | {"to": "{low} bis", "extra": "?"}
    del texts["film"]
    with pytest.raises(ValueError, match="'extra' is unknown; 'film' is missing; 'to' has") as e:
        Words("de", texts)
    assert "wanted ['high', 'low']" in str(e.value)


def test_numbers_follow_the_language() -> None:
    german = Words("de", ENGLISH.texts, decimal_mark=",")
    assert german.number(10.25, 2) == "10,25" and german.signed(-1.04, 1) == "−1,0"
    assert ENGLISH.signed(0.04, 1) == "0.0" and ENGLISH.signed(-0.04, 1) == "0.0"
    assert ENGLISH.signed(0.06, 1) == "+0.1"
    assert ENGLISH.number(11.35, 1) == "11.4" and ENGLISH.number(-0.25, 1) == "−0.3"
    assert ENGLISH.number(11.35 - 11.2, 1) == "0.2" and ENGLISH.number(11.349, 1) == "11.3"
    assert ENGLISH.percent(0.421) == "42\u00a0%"
    assert ENGLISH("to", low="1", high="2") == "1 to 2"
