"""The transfer's table: what was held, how much was trained, the error; means over seeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from boneage_kp.study.sweep.table import Errors, markdown_table

TITLES = ("held blocks", "trained, M", "MAE, months", "less anew", "RMSE", "training, s")


class Begun(Protocol):
    """What of a start stands in the table; see `runs.Start`."""

    @property
    def name(self) -> str: ...
    @property
    def frozen(self) -> int | None: ...
    @property
    def trained(self) -> int: ...


@dataclass(frozen=True)
class Line:
    """One way to begin, and what came of it."""

    start: Begun
    errors: Errors


def line_of(start: Begun, figures: Sequence[Mapping[str, float | None]]) -> Line:
    """A start with what its seeds have given so far."""
    return Line(start, Errors.of(figures))


def to_markdown(lines: Sequence[Line]) -> str:
    """The table; the first line is the one that the others are compared with."""
    rows = [_texts(line, lines[0]) for line in lines]
    return "\n".join(markdown_table(TITLES, 1, rows)) + "\n"


def to_json(lines: Sequence[Line]) -> list[dict[str, object]]:
    """The same with every seed."""
    anew = lines[0].errors.mae_months
    return [
        {
            "start": line.start.name,
            "frozen_blocks": line.start.frozen,
            "trained": line.start.trained,
            **line.errors.to_json(),
            "mae_less_anew": line.errors.mae_months.less(anew),
        }
        for line in lines
    ]


def _texts(line: Line, anew: Line) -> list[str]:
    held = {None: "all learn, anew", 0: "none", 1: "1"}
    frozen = line.start.frozen
    return [
        held.get(frozen, f"1 to {frozen}"),
        f"{line.start.trained / 1e6:.2f}",
        *line.errors.texts(anew.errors),
    ]
