"""`calibrate --model holistic/NAME`: how wide an ensemble's intervals have to be, on phantoms."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from boneage_kp.cli.evaluate_exam import drawn
from boneage_kp.cli.evaluate_holistic import films_with_ages
from boneage_kp.cli.holistic_reader import make_reader, refuse_others
from boneage_kp.cli.progress import Progress

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
    error, spread = _errors(reader, truth)
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


def _errors(reader: "AgeReader", truth: Path) -> tuple[np.ndarray, np.ndarray]:
    """(N,) read less true months, and (N,) spread, of every film with a bone age."""
    from boneage_kp.engine.films import film_of_file

    records, root = films_with_ages(truth)
    known = [(r, r.bone_age_months) for r in records if r.bone_age_months is not None]
    error, spread = np.empty(len(known)), np.empty(len(known))
    bar = Progress("films", len(known))
    for i, (record, true_months) in enumerate(known):
        reading = reader.read(film_of_file(root / record.file_name, record.sex))
        error[i] = reading.bone_age_months - true_months
        spread[i] = reading.spread_months
        bar.update(i + 1, i + 1)
    bar.close(len(known))
    return error, spread
