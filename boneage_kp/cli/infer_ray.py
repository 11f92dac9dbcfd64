"""`infer --engine ray`: films are read on a cluster; the command then gathers the rows itself."""

import argparse
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from boneage_kp.cli.progress import Progress

if TYPE_CHECKING:
    from boneage_kp.engine.batch.films import FilmFile
    from boneage_kp.engine.batch.run import Batch


def read_on_cluster(
    args: argparse.Namespace,
    films: "Sequence[FilmFile]",
    make_batch: "Callable[[argparse.Namespace], Batch]",
) -> None:
    """Leave every film's reading in the output folder.

    make_batch:  a module's own function, called with the command's arguments in each worker.
    """
    from boneage_kp.engine.batch.ray import read_with_ray

    theirs = copy(args)
    theirs.resume = True  # what a dead worker had finished is not read again
    for name in ("output", "weights", "finder"):
        setattr(theirs, name, _absolute(getattr(args, name)))
    placed = [replace(film, path=film.path.absolute()) for film in films]
    bar = Progress("films", len(films))
    kinds = read_with_ray(placed, partial(make_batch, theirs), args.batch, args.workers)
    for done, _ in enumerate(kinds, start=1):
        bar.update(done, done)
    bar.close(len(films))


def _absolute(path: Path | str | None) -> Path | str | None:
    """Workers may start in another folder. 'none' and nothing stay what they are."""
    return Path(path).absolute() if path is not None and Path(path).exists() else path
