"""`Words`: the words and the numbers of one language, for pages, pictures and lines.

All words stand in one table, `english.TEXTS`. Another language is another `Words`: the same keys,
the same {places}; it is refused otherwise. What is not there comes from data: file names, sentences
of the checks, titles of standards.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from boneage_kp.report.english import TEXTS

_HALF_UP = 1e-9


@dataclass(frozen=True)
class Words:
    """The words of one language.

    language:      BCP 47 tag, the page's lang attribute.
    decimal_mark:  "." or ",".
    """

    language: str
    texts: Mapping[str, str]
    decimal_mark: str = "."

    def __post_init__(self) -> None:
        faults = [f"{key!r} is missing" for key in TEXTS.keys() - self.texts.keys()]
        faults += [f"{key!r} is unknown" for key in self.texts.keys() - TEXTS.keys()]
        for key in TEXTS.keys() & self.texts.keys():
            got, wanted = _places(self.texts[key]), _places(TEXTS[key])
            if got != wanted:
                faults.append(f"{key!r} has the places {sorted(got)}, wanted {sorted(wanted)}")
        if faults:
            raise ValueError(f"words in {self.language!r}: {'; '.join(sorted(faults))}")

    def __call__(self, key: str, **places: str | int) -> str:
        """The words of a key, its {places} filled in."""
        return self.texts[key].format(**places) if places else self.texts[key]

    def either(self, key: str, otherwise: str) -> str:
        """The words of a key that comes from data, or those of another one."""
        return self.texts.get(key, self.texts[otherwise])

    def number(self, value: float, digits: int) -> str:
        """A number with the language's decimal mark and a true minus sign."""
        # Ages lie on twentieths of a year as often as not: 11.35, which floats hold as a little
        # less, is 11.4 to everybody who adds up.
        rounded = round(value + math.copysign(_HALF_UP, value), digits)
        written = f"{rounded + 0.0:.{digits}f}"  # + 0.0: no minus before a zero
        return written.replace("-", "−").replace(".", self.decimal_mark)

    def signed(self, value: float, digits: int) -> str:
        """A number with its sign, zero without."""
        written = self.number(value, digits)
        return written if value <= 0 or not written.strip("0.,") else f"+{written}"

    def percent(self, share: float) -> str:
        return f"{self.number(100 * share, 0)}\u00a0%"  # no line ends before the sign


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


ENGLISH = Words("en", TEXTS)
