"""The ResNet study's table: what was varied beside its figures, as words and as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from boneage_kp.evaluation.words import Table
from boneage_kp.study.resnet_study.grid import Setting
from boneage_kp.study.sweep.cell import Cell, error_words
from boneage_kp.study.sweep.table import markdown_table

KEYS = ("mae_months", "rmse_months", "sex_right_percent", "train_seconds")
FIGURES = ("parameters, M", "MAE, months", "less first", "RMSE", "sex right, %", "training, s")
_NOTE = (
    "Blank: as in the first row. MAE and RMSE of the bone age on the validation films, by the "
    "running mean of the weights after the last step. Over several seeds: mean ± half the range."
)


@dataclass(frozen=True)
class Line:
    """One setting; cells: by `KEYS`, over its seeds, empty where nothing has run."""

    setting: Setting
    parameters: int
    runs: int
    cells: Mapping[str, Cell]


def line_of(
    setting: Setting, parameters: int, figures: Sequence[Mapping[str, float | None]]
) -> Line:
    """What the seeds of a setting have given so far."""
    cells = {key: Cell.of(figures, key) for key in KEYS}
    return Line(setting, parameters, len(figures), cells)


def best_of(lines: Sequence[Line]) -> int | None:
    """The place of the line with the least mean error; None where nothing has one."""
    known = [(line.cells["mae_months"].mean, place) for place, line in enumerate(lines)]
    measured = [(mean, place) for mean, place in known if mean is not None]
    return min(measured)[1] if measured else None


def table_of(axes: Sequence[str], lines: Sequence[Line]) -> Table:
    """The first line is the config as it stands, which the others are compared with."""
    rows = tuple((*_choices(line, lines[0]), *_figures(line, lines[0])) for line in lines)
    return Table("Settings and their errors", (*axes, *FIGURES), rows, _NOTE)


def to_markdown(axes: Sequence[str], table: Table) -> str:
    lines = markdown_table(table.columns, len(axes), table.rows)
    return "\n".join([*lines, "", table.note]) + "\n"


def to_json(axes: Sequence[str], lines: Sequence[Line]) -> list[dict[str, object]]:
    """The same with every seed."""
    return [
        {
            "setting": dict(zip(axes, line.setting.choices, strict=True)),
            "parameters": line.parameters,
            "runs": line.runs,
            **{key: list(line.cells[key].values) for key in KEYS},
        }
        for line in lines
    ]


def _choices(line: Line, first: Line) -> list[str]:
    pairs = zip(line.setting.choices, first.setting.choices, strict=True)
    return [own if line is first or own != usual else "" for own, usual in pairs]


def _figures(line: Line, first: Line) -> list[str]:
    mae = line.cells["mae_months"]
    return [
        f"{line.parameters / 1e6:.1f}",
        error_words(mae, line.runs),
        mae.change_words(first.cells["mae_months"], 2),
        line.cells["rmse_months"].words(2),
        line.cells["sex_right_percent"].words(1),
        line.cells["train_seconds"].words(0),
    ]
