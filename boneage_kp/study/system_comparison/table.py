"""The comparison's table: a row a system, and below it what is not alike between the rows."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from boneage_kp.evaluation.words import number
from boneage_kp.study.sweep.table import markdown_table
from boneage_kp.study.system_comparison.measure import SetFigures

TITLES = (
    "system",
    "input, px",
    "parameters, M",
    "images trained on",
    "training, min",
    "s a film",
    "MAE, months",
    "films read",
    "Spearman",
)
YOURS = ("Spearman, your films", "of them read")
_NONE = "–"


@dataclass(frozen=True)
class Row:
    """One system; what does not apply, or was not measured, is None.

    notes:  in what it is not like the others, or why it has no figures.
    """

    name: str
    size_px: int | None = None
    parameters: int | None = None
    images: int | None = None
    minutes: float | None = None
    seconds_a_film: float | None = None
    held_out: SetFigures | None = None
    yours: SetFigures | None = None
    notes: tuple[str, ...] = ()


def to_markdown(rows: Sequence[Row]) -> str:
    """The table, and its notes by letter; columns of your films where some were given."""
    letters = _letters(rows)
    yours = any(row.yours is not None for row in rows)
    titles = (*TITLES, *YOURS) if yours else TITLES
    texts = [_texts(row, letters) + (_yours(row) if yours else []) for row in rows]
    lines = markdown_table(titles, 1, texts)
    notes = [f"- ({letter}) {note}" for note, letter in letters.items()]
    return "\n".join([*lines, "", *notes]).rstrip() + "\n"


def to_json(rows: Iterable[Row]) -> list[dict[str, Any]]:
    return [asdict(row) for row in rows]


def _letters(rows: Iterable[Row]) -> dict[str, str]:
    notes = dict.fromkeys(note for row in rows for note in row.notes)
    return {note: chr(ord("a") + place) for place, note in enumerate(notes)}


def _texts(row: Row, letters: dict[str, str]) -> list[str]:
    marks = ", ".join(letters[note] for note in row.notes)
    held = row.held_out
    return [
        f"`{row.name}`" + (f" ({marks})" if marks else ""),
        _whole(row.size_px),
        _NONE if row.parameters is None else f"{row.parameters / 1e6:.2f}",
        _whole(row.images),
        _figure(row.minutes, 1),
        _figure(row.seconds_a_film, 3),
        _figure(None if held is None else held.mae_months, 1),
        _share(held),
        _figure(None if held is None else held.spearman, 3),
    ]


def _yours(row: Row) -> list[str]:
    return [_figure(None if row.yours is None else row.yours.spearman, 3), _share(row.yours)]


def _whole(value: int | None) -> str:
    return _NONE if value is None else str(value)


def _figure(value: float | None, digits: int) -> str:
    return _NONE if value is None else number(value, digits)


def _share(figures: SetFigures | None) -> str:
    return _NONE if figures is None else f"{figures.read} of {figures.films}"
