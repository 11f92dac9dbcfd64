"""The search's table: parameters beside error, sweep by sweep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from boneage_kp.study.holistic_search.points import Point
from boneage_kp.study.sweep.table import Errors, markdown_table

TITLES = (
    *("sweep", "mixed5/7/9", "width", "parameters, M"),
    *("MAE, months", "less base", "RMSE", "training, s"),
)


@dataclass(frozen=True)
class Line:
    """One network in one sweep."""

    sweep: str
    point: Point
    parameters: int
    errors: Errors


def lines_of(
    sweeps: Mapping[str, Sequence[Point]],
    parameters: Mapping[Point, int],
    figures: Mapping[Point, Sequence[Mapping[str, float | None]]],
) -> list[Line]:
    """Every point of every sweep, with what its seeds have given so far."""
    return [
        Line(sweep, point, parameters[point], Errors.of(figures[point]))
        for sweep, points in sweeps.items()
        for point in points
    ]


def to_markdown(lines: Sequence[Line]) -> str:
    """The table; the first line is the base that the others are compared with."""
    rows = [_texts(line, lines[0]) for line in lines]
    return "\n".join(markdown_table(TITLES, 2, rows)) + "\n"


def to_json(lines: Sequence[Line]) -> list[dict[str, object]]:
    """The same with every seed."""
    base = lines[0].errors.mae_months
    return [
        {
            "sweep": line.sweep,
            "depth": list(line.point.depth),
            "width": line.point.width,
            "parameters": line.parameters,
            **line.errors.to_json(),
            "mae_less_base": line.errors.mae_months.less(base),
        }
        for line in lines
    ]


def _texts(line: Line, base: Line) -> list[str]:
    return [
        line.sweep,
        "/".join(map(str, line.point.depth)),
        f"{line.point.width:g}",
        f"{line.parameters / 1e6:.1f}",
        *line.errors.texts(base.errors),
    ]
