"""What a sweep says and leaves: what its figures hold for, the table, what is not done yet."""

import json
from collections.abc import Sequence
from pathlib import Path

import torch

from boneage_kp import __version__
from boneage_kp.engine.facts import git_revision
from boneage_kp.film.whole_file import whole_text_file
from boneage_kp.report.study.page import left_words
from boneage_kp.study.drawn_phantoms import cores
from boneage_kp.study.sweep.films import SweepFilms

Rows = Sequence[dict[str, object]]


def conditions(films: SweepFilms, seeds: Sequence[int]) -> str:
    """What the figures hold for, in a sentence or two."""
    settings = films.settings
    epochs = "1 epoch" if settings.epochs == 1 else f"{settings.epochs} epochs"
    where = "cuda" if torch.cuda.is_available() else f"{cores()} CPU cores"
    return (
        f"{epochs} of {films.trained_on}, {settings.last_size_px} px, batches of "
        f"{settings.batch_size}, {settings.precision}; seeds {' '.join(map(str, seeds))}; the "
        f"running mean of the weights after the last step, measured on {films.measured_on}. "
        f"Version {__version__}, revision {git_revision()}, torch {torch.__version__}, {where}."
    )


def write_table(folder: Path, name: str, facts: str, table: str, rows: Rows, left: int) -> None:
    """A table of what is done so far: on the screen, and in `folder` as NAME.md and NAME.json.

    facts:  what it holds for; rows: the same for programs; left: how many runs are not done.
    """
    text = f"{facts}\n\n{table}"
    if left:
        text += f"\n{left_words(left)}\n"
    print(f"\n{text}")
    write_rows(folder / f"{name}.json", facts, rows, left)
    with whole_text_file(folder / f"{name}.md") as file:
        file.write(text)


def write_rows(path: Path, facts: str, rows: Rows, left: int) -> None:
    """The rows of a table as JSON."""
    document = {"conditions": facts, "runs_left": left, "rows": rows}
    with whole_text_file(path) as file:
        json.dump(document, file, indent=1, allow_nan=False)
