"""`evaluate TRUTH`: readings of a file, or made now, against a truth file."""

import argparse
from pathlib import Path

from boneage_kp.cli.evaluate_films import predictor_for, read_films
from boneage_kp.cli.evaluate_output import facts_of, form_of, oks_wanted, put, shown
from boneage_kp.schema.records import HandRecord
from boneage_kp.standards import Standard


def run_truth(args: argparse.Namespace) -> int:
    """Figures of a truth file against readings, or films read now."""
    from boneage_kp.evaluation import report
    from boneage_kp.evaluation.predictions import read_predictions, write_predictions
    from boneage_kp.film.whole_file import whole_text_file
    from boneage_kp.standards import load_standard

    form = form_of(args)
    standard = load_standard(args.standard or "tw3_rus")
    truths = read_truths(args.truth, standard, args.standard)
    oks = oks_wanted(args)
    if args.readings is None:
        predictor = predictor_for(args, standard)
        readings = read_films(predictor, truths, args.images or args.truth.parent, args.batch)
    else:
        names = [record.file_name for record in truths]
        readings = read_predictions(args.readings, names, standard.id)
    title = args.title or (args.readings or args.weights or args.truth).name
    evaluation = report(truths, readings, standard, title=title, oks=oks)
    text = shown(evaluation, form, facts_of(args, standard, readings))
    if args.write_predictions:
        with whole_text_file(args.write_predictions) as file:
            file.write(write_predictions(readings))
    put(text, args.output, f"{evaluation.films_read} of {evaluation.films} films read")
    return 0


def read_truths(path: Path, standard: Standard, standard_id: str | None) -> list[HandRecord]:
    """Every film of a truth file, also those that nobody put a point on: they may have an age.

    standard_id:  as the user gave it, taken for hands that name none.
    """
    from boneage_kp.data.formats import coco

    hands = coco.read(path, standard_id)
    for record in hands.records:
        if record.standard_id not in (None, standard.id):
            raise ValueError(
                f"{path}, image {record.image_id} {record.file_name!r}: its stages are of "
                f"{record.standard_id!r}, and the readings are to be those of {standard.id!r}; "
                f"stages of two standards do not compare. Evaluate with "
                f"--standard {record.standard_id}."
            )
    truths = [*hands.records, *hands.unannotated]
    if not truths:
        raise ValueError(f"{path}: holds no films; there is nothing to compare readings with")
    return truths
