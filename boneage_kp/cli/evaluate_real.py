"""`evaluate --real FILE`: the yardstick's figures on research films, and PREDICTIONS.json."""

import argparse
from pathlib import Path

from boneage_kp.cli.evaluate_films import predictor_for, read_films
from boneage_kp.cli.evaluate_output import facts_of, form_of, put, shown_tables
from boneage_kp.cli.evaluate_truth import read_truths

PREDICTIONS = Path("PREDICTIONS.json")


def run_real(args: argparse.Namespace) -> int:
    """Read every film of a COCO file, or take --readings, and measure."""
    from boneage_kp.evaluation.predictions import read_predictions, write_predictions
    from boneage_kp.evaluation.yardstick import tables, yardstick
    from boneage_kp.film.whole_file import whole_text_file
    from boneage_kp.standards import load_standard

    args.truth = args.real
    form = form_of(args)
    standard = load_standard(args.standard or "tw3_rus")
    truths = read_truths(args.real, standard, args.standard)[: args.limit]
    if args.readings is None:
        predictor = predictor_for(args, standard)
        readings = read_films(predictor, truths, args.images or args.real.parent, args.batch)
    else:
        names = [record.file_name for record in truths]
        readings = read_predictions(args.readings, names, standard.id)
    result = yardstick(truths, readings, standard)
    if args.readings is None or args.write_predictions:
        target = args.write_predictions or PREDICTIONS
        if args.output is not None and args.write_predictions is None:
            target = args.output.parent / PREDICTIONS
        with whole_text_file(target) as file:
            file.write(write_predictions(readings))
        told = {"predictions": target.name}
    else:
        told = {}
    title = args.title or f"{args.real.name}: {len(readings)} of {len(truths)} films read"
    facts = facts_of(args, standard, readings) | told
    text = shown_tables(title, tables(result), result, form, facts)
    put(text, args.output, f"{len(readings)} of {len(truths)} films read")
    return 0
