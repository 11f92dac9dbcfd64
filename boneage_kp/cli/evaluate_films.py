"""Readings for `evaluate --weights`: the truth's own films, read now."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from boneage_kp.cli.progress import Progress
from boneage_kp.schema.records import HandReading, HandRecord
from boneage_kp.standards import Standard

if TYPE_CHECKING:
    from boneage_kp.engine.predictor import Predictor


def predictor_for(args: argparse.Namespace, standard: Standard) -> "Predictor":
    """A predictor by --weights, --finder, --backend, --bf16 and --uncalibrated.

    Without --weights the shipped network reads, with the shipped finder if there is one.
    """
    from boneage_kp.engine.open_network import default_finder, default_weights

    finder = args.finder
    if args.weights is None and finder is None:
        finder = default_finder()
    weights = args.weights or default_weights(args.backend)
    calibrated = not args.uncalibrated
    return load_predictor(weights, finder, standard, args.bf16, calibrated, args.backend)


def load_predictor(
    weights: Path,
    finder: Path | None,
    standard: Standard,
    bf16: bool = False,
    calibrated: bool = True,
    backend: str | None = None,
) -> "Predictor":
    """A predictor from weights files; finder: of the coarse pass, None reads films as they are."""
    from boneage_kp.engine.finder import NetworkFinder
    from boneage_kp.engine.open_network import open_finder, open_network
    from boneage_kp.engine.predictor import Predictor

    coarse = None if finder is None else NetworkFinder(open_finder(finder, backend, bf16))
    network = open_network(weights, backend, bf16, calibrated)
    return Predictor(network, standard, coarse)


def read_films(
    predictor: "Predictor", truths: Sequence[HandRecord], root: Path, batch: int = 1
) -> list[HandReading]:
    """One reading per film, under the names that the truths have; sex and age are the truth's.

    root:    where file names start from.
    raises:  FilmError at the first film that cannot be read: a truth file names films that are
             there, and a figure from some of them would be another figure.
    """
    from boneage_kp.engine.films import film_of_file

    readings: list[HandReading] = []
    bar = Progress("films", len(truths))
    for start in range(0, len(truths), batch):
        films = [
            film_of_file(
                root / record.file_name,
                record.sex,
                None if record.age_months is None else record.age_months / 12,
                name=record.file_name,
            )
            for record in truths[start : start + batch]
        ]
        readings += predictor.read_batch(films)
        bar.update(len(readings), len(readings))
    bar.close(len(readings))
    return readings
