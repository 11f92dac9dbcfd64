"""`evaluate --stress`: the same films disturbed, read again, and compared with themselves."""

import argparse
import dataclasses
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from boneage_kp.cli.evaluate_exam import drawn
from boneage_kp.cli.evaluate_films import predictor_for
from boneage_kp.cli.evaluate_output import form_of, named, put, shown_tables, warn
from boneage_kp.cli.evaluate_truth import read_truths
from boneage_kp.cli.progress import Progress
from boneage_kp.schema.records import HandRecord

if TYPE_CHECKING:
    from boneage_kp.engine.films import Film
    from boneage_kp.study.stress.measure import StressRow

DEFAULT_EXAM, DEFAULT_FILMS = "natural", 100


def run_stress(args: argparse.Namespace) -> int:
    """Table, JSON when OUT ends so, and beside OUT a plot."""
    from boneage_kp.standards import load_standard
    from boneage_kp.study.exam.exam import load_exam
    from boneage_kp.study.stress.measure import stress_rows, stress_table
    from boneage_kp.study.stress.table import chosen

    form, kinds = form_of(args), chosen(args.only)
    standard = load_standard(args.standard or "tw3_rus")
    predictor = predictor_for(args, standard)
    facts = {f"{part} sha256": digest[:12] for part, digest in predictor.digests.items()}
    if args.truth is None:
        exam = load_exam(args.exam or DEFAULT_EXAM)
        args.truth = drawn(exam, args.cache, args.limit or DEFAULT_FILMS, args.workers)
        facts["exam"] = f"{exam.name}, seed {exam.seed}, {exam.versions()}"
    facts["films"] = named(args.truth)
    truths = read_truths(args.truth, standard, args.standard)[: args.limit]
    bar = Progress("films", len(truths))
    films = _films(truths, args.images or args.truth.parent)
    rows = stress_rows(predictor, films, kinds, lambda done: bar.update(done, done), args.batch)
    bar.close(len(truths))
    table = stress_table(rows)
    document = {"films": len(truths), "rows": [dataclasses.asdict(row) for row in rows]}
    title = args.title or "Stress test"
    text = shown_tables(title, [table], document, form, facts)
    put(text, args.output, f"{len(rows) - 1} disturbances of {len(truths)} films")
    if args.output is not None:
        sys.stdout.write(table.text() + "\n")
        _draw(rows, f"{title}: {len(truths)} films", args.output.with_suffix(".png"))
    return 0


def _films(truths: Sequence[HandRecord], root: Path) -> Iterator["Film"]:
    from boneage_kp.engine.films import film_of_file

    for record in truths:
        yield film_of_file(root / record.file_name, record.sex, name=record.file_name)


def _draw(rows: Sequence["StressRow"], title: str, path: Path) -> None:
    from boneage_kp.evaluation.plots import png
    from boneage_kp.film.whole_file import write_whole
    from boneage_kp.study.stress.plot import stress_figure

    if importlib.util.find_spec("matplotlib") is None:
        warn("the plot is left out: matplotlib is missing; pip install 'boneage-kp[study]'")
        return
    write_whole(path, png(stress_figure(rows, title)))
    print(f"{path}: the same as a picture")
