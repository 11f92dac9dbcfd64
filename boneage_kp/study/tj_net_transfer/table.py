"""The transfer's table: what was held, how much was trained, the error; means over seeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from boneage_kp.study.sweep.cell import Cell, error_words

TITLES = "held blocks | trained, M | MAE, months | less anew | RMSE | training, s"


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
    """One start; cells: over its seeds, empty where nothing has run."""

    start: Begun
    runs: int
    mae_months: Cell
    rmse_months: Cell
    train_seconds: Cell


def line_of(start: Begun, figures: Sequence[Mapping[str, float | None]]) -> Line:
    """A start with what its seeds have given so far."""
    cells = (Cell.of(figures, key) for key in ("mae_months", "rmse_months", "train_seconds"))
    return Line(start, len(figures), *cells)


def to_markdown(lines: Sequence[Line]) -> str:
    """The table; the first line is the one that the others are compared with."""
    rule = "|---|" + "---:|" * TITLES.count("|")
    rows = [f"| {' | '.join(_texts(line, lines[0]))} |" for line in lines]
    return "\n".join([f"| {TITLES} |", rule, *rows]) + "\n"


def to_json(lines: Sequence[Line]) -> list[dict[str, object]]:
    """The same with every seed."""
    return [
        {
            "start": line.start.name,
            "frozen_blocks": line.start.frozen,
            "trained": line.start.trained,
            "runs": line.runs,
            "mae_months": list(line.mae_months.values),
            "rmse_months": list(line.rmse_months.values),
            "train_seconds": list(line.train_seconds.values),
            "mae_less_anew": line.mae_months.less(lines[0].mae_months),
        }
        for line in lines
    ]


def _texts(line: Line, anew: Line) -> list[str]:
    held = {None: "all learn, anew", 0: "none", 1: "1"}
    frozen = line.start.frozen
    return [
        held.get(frozen, f"1 to {frozen}"),
        f"{line.start.trained / 1e6:.2f}",
        error_words(line.mae_months, line.runs),
        line.mae_months.change_words(anew.mae_months, 2),
        line.rmse_months.words(2),
        line.train_seconds.words(0),
    ]
