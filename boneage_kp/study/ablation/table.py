"""The ablation's table: means over seeds, how far seeds differ, and which differences go beyond."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from boneage_kp.study.sweep.cell import Cell

BASE = "base"
BEGIN, END = "<!-- table -->", "<!-- /table -->"


@dataclass(frozen=True)
class Column:
    """One figure of a run. key: in its result; digits: behind the point; better: which way."""

    key: str
    title: str
    digits: int
    better: str = ""


COLUMNS = (
    Column("pck_2", "PCK@2 %", 1, "higher"),
    Column("mean_share", "mean error, % of L", 2, "lower"),
    Column("missed", "missed %", 1, "lower"),
    Column("stage_exact", "stage exact %", 1, "higher"),
    Column("stage_within_one", "within one %", 1, "higher"),
    Column("stage_distance", "stages off", 2, "lower"),
    Column("train_seconds", "training s", 0, "lower"),
)


@dataclass(frozen=True)
class Row:
    """One leaf: its name, what it asks, a cell a column."""

    name: str
    asks: str
    cells: Mapping[str, Cell]


def row_of(name: str, asks: str, figures: Sequence[Mapping[str, float | None]]) -> Row:
    """The row of a leaf from the figures of its seeds."""
    return Row(name, asks, {one.key: Cell.of(figures, one.key) for one in COLUMNS})


def to_json(rows: Sequence[Row]) -> list[dict[str, object]]:
    """Every row with its seeds, means, half ranges and differences to the base row."""
    base = _base(rows)
    return [
        {
            "name": row.name,
            "asks": row.asks,
            "figures": {
                key: {
                    "seeds": list(cell.values),
                    "mean": cell.mean,
                    "half_range": cell.half_range,
                    "less_base": cell.less(base.cells[key]),
                    "apart_from_base": cell.apart_from(base.cells[key]),
                }
                for key, cell in row.cells.items()
            },
        }
        for row in rows
    ]


def to_markdown(rows: Sequence[Row]) -> str:
    """Two tables: figures with half their range over seeds, and differences to the base row.

    A difference stands in bold where the seeds of both rows do not overlap.
    """
    base = _base(rows)
    titles = " | ".join(column.title for column in COLUMNS)
    rule = "|---|" + "---:|" * len(COLUMNS)
    lines = [f"| row | {titles} |", rule]
    lines += [_line(row, [row.cells[c.key].words(c.digits) for c in COLUMNS]) for row in rows]
    better = " | ".join(column.better for column in COLUMNS)
    lines += ["", "Less the base row; bold: beyond the seeds' spread.", ""]
    lines += [f"| row | {titles} |", rule, f"| *better is* | {better} |"]
    for row in rows:
        if row.name != base.name:
            lines.append(_line(row, [_change(row, base, column) for column in COLUMNS]))
    lines += ["", *(f"- `{row.name}`: {row.asks}" for row in rows)]
    return "\n".join(lines) + "\n"


def put_between_markers(page: str, table: str, where: str) -> str:
    """The page with everything between its two markers replaced by the table."""
    if page.count(BEGIN) != 1 or page.count(END) != 1 or page.index(BEGIN) > page.index(END):
        raise ValueError(
            f"{where}: holds {page.count(BEGIN)} times {BEGIN} and {page.count(END)} times {END}; "
            "one of each, in this order, is wanted, with the table's place between them"
        )
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n{table.strip()}\n{END}{rest.split(END)[1]}"


def _base(rows: Sequence[Row]) -> Row:
    found = [row for row in rows if row.name == BASE]
    if len(found) != 1:
        raise ValueError(f"the ablation has {len(found)} rows named {BASE!r}; exactly 1 is wanted")
    return found[0]


def _line(row: Row, cells: Sequence[str]) -> str:
    return f"| `{row.name}` | {' | '.join(cells)} |"


def _change(row: Row, base: Row, column: Column) -> str:
    mine, theirs = row.cells[column.key], base.cells[column.key]
    text = mine.change_words(theirs, column.digits)
    return f"**{text}**" if mine.apart_from(theirs) else text
