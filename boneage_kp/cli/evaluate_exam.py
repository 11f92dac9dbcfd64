"""`evaluate --exam NAME`: a network on frozen phantoms, drawn into a cache on first use."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from boneage_kp.cli.evaluate_films import predictor_for, read_films
from boneage_kp.cli.evaluate_output import facts_of, form_of, oks_wanted, put, shown
from boneage_kp.cli.evaluate_truth import read_truths
from boneage_kp.cli.progress import Progress

if TYPE_CHECKING:
    from boneage_kp.study.exam.exam import Exam


def run_exam(args: argparse.Namespace) -> int:
    """All tables over the exam's films, with both generator versions beside them."""
    from boneage_kp.evaluation import report
    from boneage_kp.evaluation.key_figures import key_figures
    from boneage_kp.standards import load_standard
    from boneage_kp.study.exam.exam import load_exam

    form = form_of(args)
    standard = load_standard(args.standard or "tw3_rus")
    exam = load_exam(args.exam)
    predictor = predictor_for(args, standard)
    args.truth = drawn(exam, args.cache, args.limit, args.workers)
    truths = read_truths(args.truth, standard, args.standard)
    readings = read_films(predictor, truths, args.truth.parent, args.batch)
    of = "" if len(truths) == exam.count else f" (the first {len(truths)} of {exam.count} hands)"
    title = args.title or f"Exam {exam.name}{of}"
    evaluation = report(truths, readings, standard, title=title, oks=oks_wanted(args))
    facts = {"exam": f"{exam.name}, seed {exam.seed}, {exam.versions()}"}
    text = shown(evaluation, form, facts | facts_of(args, standard, readings))
    if form == "text":
        text = f"{key_figures(evaluation).text()}\n\n{text}"
    put(text, args.output, f"{evaluation.films_read} of {evaluation.films} films read")
    return 0


def drawn(exam: "Exam", cache: Path | None, limit: int | None, workers: int) -> Path:
    """The exam's COCO file; what is not drawn yet is drawn, with a bar."""
    from boneage_kp.study.exam.exam import default_cache, draw_exam

    if workers < 1:
        raise ValueError(f"--workers {workers}: at least 1 process is needed")
    count = min(limit or exam.count, exam.count)
    bar = Progress("hands drawn", count)
    path = draw_exam(
        exam, cache or default_cache(), limit, workers, lambda done, _: bar.update(done, done)
    )
    bar.close(count)
    return path
