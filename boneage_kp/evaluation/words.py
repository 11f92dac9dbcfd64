"""`Table`, and how figures are written in one: the same words for the terminal and the page."""

import math
import textwrap
from dataclasses import dataclass

NOTHING = "-"  # not measured; a miss is never written like this


@dataclass(frozen=True)
class Table:
    """A table of finished words.

    columns:  headings; the first column is set left, the rest right.
    note:     what the reader has to know to trust the figures.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    def text(self) -> str:
        """The table in fixed width, its note wrapped below it."""
        lines = [self.columns, *self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.columns))]
        set_out = [
            "  ".join(
                cell.rjust(width) if i else cell.ljust(width)
                for i, (cell, width) in enumerate(zip(line, widths, strict=True))
            ).rstrip()
            for line in lines
        ]
        rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
        return "\n".join(
            [self.title, rule, set_out[0], rule, *set_out[1:], *self._note_lines(rule)]
        )

    def _note_lines(self, rule: str) -> list[str]:
        return textwrap.wrap(self.note, max(len(rule), 72))


def number(value: float | None, digits: int = 2, factor: float = 1.0) -> str:
    """A number in words; 'missed' where an infinite error stands."""
    if value is None or math.isnan(value):
        return NOTHING
    if math.isinf(value):
        return "missed"
    return f"{round(value * factor, digits) + 0.0:.{digits}f}"  # + 0.0: no minus before a zero


def percent(value: float | None, digits: int = 1) -> str:
    """A share as per cent, without the sign (the heading has it)."""
    return number(value, digits, 100.0)


def years(months: float | None, digits: int = 2) -> str:
    """Months as years."""
    return number(months, digits, 1 / 12)


def span(low: float, high: float) -> str:
    """A bin or band by its ends."""
    return f"{low:g} and more" if math.isinf(high) else f"{low:g} to {high:g}"
