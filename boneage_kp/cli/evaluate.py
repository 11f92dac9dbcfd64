"""Compare readings with the truth: points, stages, scores and bone ages, with nothing left out.

    boneage-kp evaluate truth.json --readings results.jsonl
    boneage-kp evaluate truth.json --readings results.jsonl -o page.html
    boneage-kp evaluate truth.json --weights hand.safetensors

TRUTH is the project's COCO file. Readings are the `results.jsonl` of `infer`, or plain predictions,
{"film.png": {"bones": {"radius": [x, y]}, "bone_age_years": 5.1}}. A film that was not read and a
bone that was not found count as missed, everywhere. docs/evaluation.md says what each figure is.
"""

import argparse
import hashlib
import importlib.util
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from boneage_kp.evaluation import Evaluation
from boneage_kp.schema.records import HandReading, HandRecord
from boneage_kp.standards import Standard

NAME = "evaluate"
SUMMARY = "Compare readings with the truth: points, stages, bone ages; table, JSON or page"

FORMATS = ("text", "json", "html")
SCHEMA_VERSION = 1
_BY_ENDING = {".html": "html", ".htm": "html", ".json": "json"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("truth", type=Path, metavar="TRUTH", help="COCO file of labelled films")
    given = parser.add_mutually_exclusive_group(required=True)
    given.add_argument(
        "--readings",
        type=Path,
        metavar="FILE",
        help="results.jsonl of infer, or plain predictions in JSON",
    )
    given.add_argument(
        "--weights", type=Path, metavar="FILE", help="read TRUTH's films with this network"
    )
    parser.add_argument("--finder", type=Path, metavar="FILE", help="its coarse pass, if any")
    parser.add_argument("--images", type=Path, metavar="DIR", help="where file names start from")
    parser.add_argument("--batch", type=int, default=1, metavar="N", help="films a pass (1)")
    parser.add_argument("--bf16", action="store_true", help="faster where there is bfloat16")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="file instead of stdout")
    parser.add_argument("--format", choices=FORMATS, help="by OUT's ending, else text")
    parser.add_argument(
        "--standard",
        metavar="ID",
        help="that films were read by, and of truths that name none (tw3_rus)",
    )
    parser.add_argument("--title", help="stands over the tables (the file's name)")
    parser.add_argument("--no-oks", action="store_true", help="leave COCO's own measure out")
    parser.add_argument(
        "--write-predictions",
        type=Path,
        metavar="OUT",
        help="also write the readings as plain predictions",
    )


def run(args: argparse.Namespace) -> int:
    from boneage_kp.evaluation import report
    from boneage_kp.evaluation.predictions import read_predictions, write_predictions
    from boneage_kp.film.whole_file import whole_text_file
    from boneage_kp.standards import load_standard

    form = _form(args)
    standard = load_standard(args.standard or "tw3_rus")
    truths = read_truths(args.truth, standard, args.standard)
    oks = _oks_wanted(args)
    if args.weights:
        readings = _read_now(args, truths, standard)
    else:
        names = [record.file_name for record in truths]
        readings = read_predictions(args.readings, names, standard.id)
    title = args.title or (args.weights or args.readings).name
    evaluation = report(truths, readings, standard, title=title, oks=oks)
    text = shown(evaluation, form, facts_of(args, standard, readings))
    if args.write_predictions:
        with whole_text_file(args.write_predictions) as file:
            file.write(write_predictions(readings))
    if args.output is None:
        sys.stdout.write(text)
    else:
        with whole_text_file(args.output) as file:
            file.write(text)
        print(f"{args.output}: {evaluation.films_read} of {evaluation.films} films read")
    return 0


def _read_now(
    args: argparse.Namespace, truths: Sequence[HandRecord], standard: Standard
) -> list[HandReading]:
    from boneage_kp.cli.evaluate_films import load_predictor, read_films

    if args.batch < 1:
        raise ValueError(f"--batch {args.batch}: at least 1 film a pass is needed")
    predictor = load_predictor(args.weights, args.finder, standard, args.bf16)
    return read_films(predictor, truths, args.images or args.truth.parent, args.batch)


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


def facts_of(
    args: argparse.Namespace, standard: Standard, readings: Sequence[HandReading]
) -> dict[str, str]:
    """What the figures come from, to stand beside them."""
    rejected = sum(reading.verdict == "rejected" for reading in readings)
    source = _named(args.readings) if args.readings else "made by this command"
    models = sorted({r.digests["model"][:12] for r in readings if "model" in r.digests})
    return {
        "truth": _named(args.truth),
        "readings": f"{source}, {rejected} rejected",
        **({"weights": f"sha256 {' and '.join(models)}"} if models else {}),
        "standard": f"{standard.id} ({standard.digest[:12]})",
    }


def shown(evaluation: Evaluation, form: str, facts: Mapping[str, str]) -> str:
    """The evaluation as text, as a JSON document, or as a page."""
    from boneage_kp.evaluation.page import to_html
    from boneage_kp.evaluation.tables import to_json, to_text

    if form == "json":
        document = {"schema_version": SCHEMA_VERSION, "facts": facts, **to_json(evaluation)}
        return json.dumps(document, indent=1, allow_nan=False) + "\n"
    if form == "html":
        plots = importlib.util.find_spec("matplotlib") is not None
        if not plots:
            _warn("plots are left out: matplotlib is missing; pip install 'boneage-kp[study]'")
        return to_html(evaluation, facts, plots)
    lines = "\n".join(f"{name}: {value}" for name, value in facts.items())
    return f"{to_text(evaluation)}\n{lines}\n"


def _form(args: argparse.Namespace) -> str:
    if args.format == "html" and args.output is None:
        raise ValueError("--format html: a page goes into a file; say which with -o page.html")
    ending = "" if args.output is None else args.output.suffix.lower()
    return args.format or _BY_ENDING.get(ending, "text")


def _oks_wanted(args: argparse.Namespace) -> bool:
    if args.no_oks:
        return False
    if importlib.util.find_spec("pycocotools") is None:
        _warn("OKS AP is left out: pycocotools is missing; pip install 'boneage-kp[train]'")
        return False
    return True


def _named(path: Path) -> str:
    """A file by name and digest: the path is the user's own business."""
    return f"{path.name} (sha256 {hashlib.sha256(path.read_bytes()).hexdigest()[:12]})"


def _warn(text: str) -> None:
    print(f"boneage-kp {NAME}: {text}", file=sys.stderr)
