"""`calibrate --model holistic/NAME`: how wide an ensemble's intervals have to be, on phantoms."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from boneage_kp.cli.evaluate_exam import drawn
from boneage_kp.cli.holistic_reader import make_reader, refuse_others
from boneage_kp.cli.progress import Progress
from boneage_kp.data.films_with_ages import films_with_ages

if TYPE_CHECKING:
    from boneage_kp.engine.whole_image.reader import AgeReader

SET = "calibration_natural"


def run_holistic(args: argparse.Namespace) -> int:
    """Fit and write the intervals of exactly these weights with this number of views."""
    from boneage_kp.engine.whole_image.interval import (
        AgeIntervals,
        fitted_factor,
        held_out_coverage,
        intervals_path,
        write_intervals,
    )
    from boneage_kp.phantom.parameters import GENERATOR_VERSION
    from boneage_kp.study.exam.exam import load_exam

    refuse_others(args, ("finder",))
    reader = make_reader(args, calibrated=False)
    exam = load_exam(SET)
    truth = drawn(exam, args.cache, args.count, args.workers)
    error, spread = errors_of(reader, truth)
    factor = fitted_factor(error, spread)
    digests = [network.digest for network in reader.networks]
    intervals = AgeIntervals(
        system=reader.system,
        weights_sha256=sorted(digests),
        views=reader.views,
        factor=factor,
        count=len(error),
        generator_version=GENERATOR_VERSION,
        parameter_digest=exam.parameters.digest(),
        figures={
            "mae_months": float(np.abs(error).mean()),
            "mean_spread_months": float(spread.mean()),
            "mean_width_months": float(2 * factor * (spread + 1.0).mean()),
            "held_out_coverage": held_out_coverage(error, spread),
        },
    )
    output = args.output or intervals_path(args.weights[0], digests, reader.views)
    write_intervals(intervals, output)
    told = ", ".join(
        f"{n} {'-' if v is None else f'{v:.4g}'}" for n, v in intervals.figures.items()
    )
    print(f"{output}: factor {factor:.3g} on {len(error)} phantoms; {told}")
    return 0


def errors_of(reader: "AgeReader", truth: Path) -> tuple[np.ndarray, np.ndarray]:
    """(N,) read less true months, and (N,) spread, of every film that got an age.

    One that is refused has no interval to be held by; how many there are is told.
    """
    from boneage_kp.engine.films import film_of_file
    from boneage_kp.film.error import FilmError

    records, root = films_with_ages(truth)
    known = [(r, r.bone_age_months) for r in records if r.bone_age_months is not None]
    pairs: list[tuple[float, float]] = []
    refused: list[str] = []
    bar = Progress("films", len(known))
    for done, (record, true_months) in enumerate(known, start=1):
        try:
            reading = reader.read(film_of_file(root / record.file_name, record.sex))
            pairs.append((reading.bone_age_months - true_months, reading.spread_months))
        except FilmError as fault:
            refused.append(str(fault))
        bar.update(done, done)
    bar.close(len(known))
    if refused:
        told = f"{len(refused)} of {len(known)} phantoms were refused, such as {refused[0]}"
        print(f"boneage-kp calibrate: {told}", file=sys.stderr)
    error, spread = np.array(pairs, float).reshape(-1, 2).T
    return error, spread
