"""`BatchResults`: results.jsonl and results.csv, a line a film, in the films' order."""

import errno
import json
import sys
from collections.abc import Iterator, Mapping
from io import FileIO
from pathlib import Path
from typing import Any

from boneage_kp.engine.batch.films import Shard
from boneage_kp.film.whole_file import write_whole
from boneage_kp.report.results_csv import HANDS, CsvForm, csv_header, csv_line
from boneage_kp.report.results_row import row_line


class BatchResults:
    """Both files, open while a batch runs.

    Unbuffered, a line a write: whoever looks finds whole lines. A run that goes on writes both
    anew from the start, out of the finished readings; so they never hold a film twice.

    form:  columns of results.csv.
    """

    def __init__(self, folder: Path, shard: Shard | None = None, form: CsvForm = HANDS) -> None:
        self.jsonl, self.csv = result_paths(folder, shard)
        self.form = form

    def __enter__(self) -> "BatchResults":
        # Not emptied before it is known that nobody else writes there.
        self._jsonl = open(self.jsonl, "ab", buffering=0)  # noqa: SIM115  closed by __exit__
        _claim(self._jsonl, self.jsonl)
        self._jsonl.truncate(0)
        self._csv = open(self.csv, "wb", buffering=0)  # noqa: SIM115
        self._csv.write(self.form.header())
        return self

    def add(self, row: Mapping[str, Any]) -> None:
        self._jsonl.write(row_line(dict(row)))
        self._csv.write(self.form.line(row))

    def __exit__(self, *_: object) -> None:
        self._jsonl.close()
        self._csv.close()


def _claim(file: FileIO, path: Path) -> None:
    """Two runs into one file would mix their lines; the system lets go when a run ends or dies."""
    if sys.platform == "win32":
        return
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
            return  # a file system without locks: nothing can be told
        file.close()
        raise ValueError(
            f"{path}: another run is writing it; wait for it, or give another folder with -o"
        ) from None


def result_paths(folder: Path, shard: Shard | None = None) -> tuple[Path, Path]:
    """results.jsonl and results.csv; a shard has its own beside those of the others."""
    part = "" if shard is None else f"-{shard.number}-of-{shard.count}"
    return folder / f"results{part}.jsonl", folder / f"results{part}.csv"


def rows_in(jsonl: Path) -> Iterator[dict[str, Any]]:
    """Rows of a results file, one at a time; a last line that was cut off is left out."""
    with open(jsonl, encoding="utf-8") as file:
        for line in file:
            if line.endswith("\n"):
                yield json.loads(line)


def replace_row(folder: Path, row: Mapping[str, Any]) -> None:
    """Put a film's row in place of its old one in both files, or behind all others."""
    jsonl, csv = result_paths(folder)

    def rows() -> Iterator[Mapping[str, Any]]:
        met = False
        for old in rows_in(jsonl) if jsonl.exists() else ():
            mine = old["file"] == row["file"]
            met = met or mine
            yield row if mine else old
        if not met:
            yield row

    write_whole(jsonl, (row_line(dict(one)) for one in rows()))
    lines = (csv_line(one) for one in rows_in(jsonl))
    write_whole(csv, (piece for part in ([csv_header()], lines) for piece in part))
