"""Where results of `score` go, and one hand as text, JSON or CSV. Nothing is left half-written."""

import csv
import errno
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from boneage_kp.cli.score_rows import COLUMNS, ResultRow, result_row
from boneage_kp.film.whole_file import whole_text_file
from boneage_kp.report.hand_score import HandScore
from boneage_kp.report.score_comparison import score_comparison
from boneage_kp.report.score_json import hand_document
from boneage_kp.report.score_sheet import score_sheet

_KEPT_IN_MEMORY = 1 << 22


@contextmanager
def open_output(path: str | None) -> Iterator[TextIO]:
    """A text stream to a file, or to stdout; what was written appears only if all went well."""
    if path is not None:
        with whole_text_file(Path(path)) as text:
            yield text
        return
    with tempfile.SpooledTemporaryFile(
        _KEPT_IN_MEMORY, "w+", encoding="utf-8", newline=""
    ) as waiting:
        yield waiting  # type: ignore[misc]  # it has all that a TextIO is used for here
        waiting.seek(0)
        _copy_to_stdout(waiting)  # type: ignore[arg-type]


def _copy_to_stdout(waiting: TextIO) -> None:
    if sys.stdout is None:  # closed by whoever started us
        raise OSError(errno.EBADF, "is closed; name a file with -o", "standard output")
    try:
        shutil.copyfileobj(waiting, sys.stdout)
        sys.stdout.flush()
    except OSError as error:
        error.filename = error.filename or "standard output"
        raise


def write_hand(
    text: TextIO, form: str, before: HandScore, after: HandScore | None, hand_id: str | None = None
) -> None:
    """One hand, and the same hand changed beside it.

    hand_id:  how its file calls it; None for stages from the command line.
    """
    if form == "csv":
        rows = [result_row(hand_id or "", before)]
        if after:
            rows = [rows[0]._replace(id=f"{hand_id or ''} before".strip())]
            rows.append(result_row(f"{hand_id or ''} after".strip(), after))
        write_rows(text, rows, header=True)
    elif form == "json":
        document: dict[str, Any] = hand_document(before, hand_id)
        if after:
            document = {"before": document, "after": hand_document(after, hand_id)}
        text.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    else:
        if after:
            text.write(score_comparison(before, after) + "\n")
        text.write(score_sheet(after or before, hand_id or "") + "\n")


def write_rows(text: TextIO, rows: list[ResultRow], header: bool) -> None:
    """Results of many hands as CSV."""
    writer = csv.writer(text, lineterminator="\n")
    if header:
        writer.writerow(COLUMNS)
    writer.writerows(rows)
