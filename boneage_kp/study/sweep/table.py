"""A sweep's table: what the seeds of a network have given, and how a row says it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from boneage_kp.study.sweep.cell import Cell, error_words


@dataclass(frozen=True)
class Errors:
    """One network's figures so far; cells: over its seeds, empty where nothing has run."""

    runs: int
    mae_months: Cell
    rmse_months: Cell
    train_seconds: Cell

    @classmethod
    def of(cls, figures: Sequence[Mapping[str, float | None]]) -> "Errors":
        """Of the figures of its runs."""
        keys = ("mae_months", "rmse_months", "train_seconds")
        return cls(len(figures), *(Cell.of(figures, key) for key in keys))

    def texts(self, first: "Errors") -> list[str]:
        """MAE, MAE less that of `first`, RMSE, seconds of training."""
        return [
            error_words(self.mae_months, self.runs),
            self.mae_months.change_words(first.mae_months, 2),
            self.rmse_months.words(2),
            self.train_seconds.words(0),
        ]

    def to_json(self) -> dict[str, object]:
        """The same with every seed."""
        return {
            "runs": self.runs,
            "mae_months": list(self.mae_months.values),
            "rmse_months": list(self.rmse_months.values),
            "train_seconds": list(self.train_seconds.values),
        }


def markdown_table(
    titles: Sequence[str], words_columns: int, rows: Iterable[Sequence[str]]
) -> list[str]:
    """Lines of a table; words_columns: how many of the first columns hold words, set left."""
    rule = "|" + "---|" * words_columns + "---:|" * (len(titles) - words_columns)
    head, *lines = (f"| {' | '.join(row)} |" for row in (titles, *rows))
    return [head, rule, *lines]
