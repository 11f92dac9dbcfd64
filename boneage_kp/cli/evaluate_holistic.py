"""`evaluate --model holistic/NAME`: a whole-image system on labelled films of any kind.

TRUTH is a COCO file with bone ages, or a CSV of the RSNA challenge's form beside its films;
without it --exam draws phantoms.
"""

import argparse
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from boneage_kp.cli.evaluate_exam import drawn
from boneage_kp.cli.evaluate_output import form_of, named, put, shown_tables, warn
from boneage_kp.cli.holistic_reader import make_reader, refuse_others
from boneage_kp.cli.progress import Progress
from boneage_kp.data.films_with_ages import films_with_ages
from boneage_kp.schema.records import HandRecord

if TYPE_CHECKING:
    from boneage_kp.engine.whole_image.reader import AgeReader
    from boneage_kp.evaluation.pairs import AgePairs
    from boneage_kp.evaluation.whole_image import WholeImageResult

_DETECTORS_OWN = ("real", "stress", "not_a_hand", "readings", "finder", "backend", "standard")


def run_holistic(args: argparse.Namespace) -> int:
    """MAE, RMSE, bias by age and sex, Bland-Altman, rank correlation, intervals."""
    from boneage_kp.evaluation.whole_image import whole_image_result
    from boneage_kp.evaluation.whole_image_tables import (
        whole_image_document,
        whole_image_tables,
    )

    refuse_others(args, (*_DETECTORS_OWN, "only", "write_predictions"))
    form, facts = form_of(args), {}
    reader = make_reader(args, calibrated=not args.uncalibrated)
    if args.truth is None:
        facts["exam"] = _draw_exam(args)
    elif args.exam is not None:
        raise ValueError(f"{args.truth}: --exam takes no TRUTH; leave one of them out")
    records, root = films_with_ages(args.truth, args.images)
    pairs = read_records(reader, records[: args.limit], root)
    title = args.title or f"{args.model} on {args.truth.name}"
    result = whole_image_result(pairs, title)
    facts |= {"truth": named(args.truth), "views": str(reader.views)}
    facts |= {f"{part} sha256": digest[:12] for part, digest in reader.digests.items()}
    tables, document = whole_image_tables(result), whole_image_document(result)
    text = shown_tables(title, tables, document, form, facts)
    put(text, args.output, f"{result.age.overall.read} films read")
    if args.output is not None:
        _draw(result, args.output.with_suffix(".png"))
    return 0


def read_records(reader: "AgeReader", records: list[HandRecord], root: Path) -> "AgePairs":
    """Every film read under the name and with the sex of its record.

    raises:  FilmError at the first film that cannot be read.
    """
    from boneage_kp.engine.films import film_of_file
    from boneage_kp.evaluation.whole_image import whole_image_pairs

    ages, intervals = np.full(len(records), np.nan), np.full((len(records), 2), np.nan)
    bar = Progress("films", len(records))
    for i, record in enumerate(records):
        film = film_of_file(root / record.file_name, record.sex, name=record.file_name)
        reading = reader.read(film)
        ages[i] = reading.bone_age_months
        if reading.interval_months is not None:
            intervals[i] = reading.interval_months
        bar.update(i + 1, i + 1)
    bar.close(len(records))
    truth = [np.nan if r.bone_age_months is None else r.bone_age_months for r in records]
    names, sexes = [r.file_name for r in records], [r.sex for r in records]
    return whole_image_pairs(names, sexes, np.array(truth), ages, intervals)


def _draw_exam(args: argparse.Namespace) -> str:
    """Draw the exam as TRUTH; what it is, in words."""
    from boneage_kp.study.exam.exam import load_exam

    if args.exam is None:
        raise ValueError("what is to be measured? Name a TRUTH (.json or .csv), or --exam NAME")
    exam = load_exam(args.exam)
    args.truth = drawn(exam, args.cache, args.limit, args.workers)
    return f"{exam.name}, seed {exam.seed}, {exam.versions()}"


def _draw(result: "WholeImageResult", path: Path) -> None:
    from boneage_kp.evaluation.plots import agreement_figure, png
    from boneage_kp.film.whole_file import write_whole

    if importlib.util.find_spec("matplotlib") is None:
        warn("the plot is left out: matplotlib is missing; pip install 'boneage-kp[study]'")
        return
    figure = agreement_figure(result.age)
    if figure is not None:
        write_whole(path, png(figure))
        print(f"{path}: Bland-Altman")
