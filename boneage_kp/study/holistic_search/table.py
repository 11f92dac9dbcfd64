"""The search's table: parameters beside error, sweep by sweep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from boneage_kp.study.holistic_search.points import Point
from boneage_kp.study.sweep.cell import Cell, error_words

TITLES = "sweep | mixed5/7/9 | width | parameters, M | MAE, months | less base | RMSE | training, s"

KEYS = ("mae_months", "rmse_months", "train_seconds")


@dataclass(frozen=True)
class Line:
    """One network in one sweep; cells: over its seeds, empty where nothing has run."""

    sweep: str
    point: Point
    parameters: int
    runs: int
    mae_months: Cell
    rmse_months: Cell
    train_seconds: Cell


def lines_of(
    sweeps: Mapping[str, Sequence[Point]],
    parameters: Mapping[Point, int],
    figures: Mapping[Point, Sequence[Mapping[str, float | None]]],
) -> list[Line]:
    """Every point of every sweep, with what its seeds have given so far."""
    return [
        Line(
            sweep,
            point,
            parameters[point],
            len(figures[point]),
            *(Cell.of(figures[point], key) for key in KEYS),
        )
        for sweep, points in sweeps.items()
        for point in points
    ]


def to_markdown(lines: Sequence[Line]) -> str:
    """The table; the first line is the base that the others are compared with."""
    rule = "|---|---|" + "---:|" * (TITLES.count("|") - 1)
    rows = [f"| {' | '.join(_texts(line, lines[0]))} |" for line in lines]
    return "\n".join([f"| {TITLES} |", rule, *rows]) + "\n"


def to_json(lines: Sequence[Line]) -> list[dict[str, object]]:
    """The same with every seed."""
    return [
        {
            "sweep": line.sweep,
            "depth": list(line.point.depth),
            "width": line.point.width,
            "parameters": line.parameters,
            "runs": line.runs,
            "mae_months": list(line.mae_months.values),
            "rmse_months": list(line.rmse_months.values),
            "train_seconds": list(line.train_seconds.values),
            "mae_less_base": line.mae_months.less(lines[0].mae_months),
        }
        for line in lines
    ]


def _texts(line: Line, base: Line) -> list[str]:
    return [
        line.sweep,
        "/".join(map(str, line.point.depth)),
        f"{line.point.width:g}",
        f"{line.parameters / 1e6:.1f}",
        error_words(line.mae_months, line.runs),
        line.mae_months.change_words(base.mae_months, 2),
        line.rmse_months.words(2),
        line.train_seconds.words(0),
    ]
