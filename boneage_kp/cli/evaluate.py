"""Measure readings: points, stages, scores and bone ages, with nothing left out.

    boneage-kp evaluate truth.json --readings results.jsonl -o page.html
    boneage-kp evaluate truth.json --weights hand.safetensors
    boneage-kp evaluate --real films.json --weights hand.safetensors
    boneage-kp evaluate --exam balanced --weights hand.safetensors --limit 100
    boneage-kp evaluate --stress --weights hand.safetensors --limit 50 -o stress.json
    boneage-kp evaluate --not-a-hand 500 --weights hand.safetensors
    boneage-kp evaluate rsna.csv --model holistic/inception_winner --weights a.safetensors

TRUTH is the project's COCO file. Readings are the `results.jsonl` of `infer`, or plain predictions,
{"film.png": {"bones": {"radius": [x, y]}, "bone_age_years": 5.1}}. A film that was not read and a
bone that was not found count as missed, everywhere. Without --weights the shipped ones read.
docs/evaluation.md says what each figure is, docs/results.md what was found.
"""

import argparse
import importlib
from pathlib import Path

from boneage_kp.cli.holistic_reader import add_holistic, refuse_alone
from boneage_kp.cli.weights_given import add_weights, only_weights, take_weights
from boneage_kp.runtime.backends import BACKENDS

NAME = "evaluate"
SUMMARY = "Compare readings with the truth: points, stages, bone ages; exams, stress test"

FORMATS = ("text", "json", "html")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "truth", type=Path, nargs="?", metavar="TRUTH", help="COCO file of labelled films"
    )
    mode = parser.add_argument_group("instead of a comparison with TRUTH (see docs/evaluation.md)")
    modes = mode.add_mutually_exclusive_group()
    modes.add_argument(
        "--real", type=Path, metavar="FILE", help="figures of research films; PREDICTIONS.json"
    )
    modes.add_argument("--exam", metavar="NAME", help="natural or balanced: frozen phantoms")
    modes.add_argument("--not-a-hand", type=int, metavar="N", help="N pictures that are no hands")
    mode.add_argument(
        "--stress", action="store_true", help="disturb the films of TRUTH, or of --exam (natural)"
    )
    mode.add_argument("--limit", type=int, metavar="N", help="the first N films only")
    mode.add_argument("--cache", type=Path, metavar="DIR", help="where drawn exams are kept")
    mode.add_argument("--workers", type=int, default=1, metavar="N", help="that draw exams (1)")
    mode.add_argument("--only", metavar="NAMES", help="disturbances or kinds, comma between")
    given = parser.add_mutually_exclusive_group()
    given.add_argument(
        "--readings",
        type=Path,
        metavar="FILE",
        help="results.jsonl of infer, or plain predictions in JSON",
    )
    add_weights(given, "read with this network")
    parser.add_argument("--finder", type=Path, metavar="FILE", help="its coarse pass, if any")
    parser.add_argument(
        "--uncalibrated", action="store_true", help="leave the weights' calibration out"
    )
    parser.add_argument(
        "--backend", choices=BACKENDS, help="what computes (by the file: .onnx or .safetensors)"
    )
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
        help="also write the readings as plain predictions (--real: PREDICTIONS.json)",
    )
    add_holistic(parser)


def run(args: argparse.Namespace) -> int:
    _take_truth(args)
    if args.model is not None:
        from boneage_kp.cli.evaluate_holistic import run_holistic

        return run_holistic(args)
    refuse_alone(args, ("views",))
    only_weights(args)
    mode = _mode(args)
    module = importlib.import_module(f"{__package__}.evaluate_{mode}")
    return int(getattr(module, f"run_{mode}")(args))


def _take_truth(args: argparse.Namespace) -> None:
    """--weights may have taken TRUTH, which stood behind it."""
    behind = take_weights(args)
    if behind and (args.truth is not None or len(behind) > 1):
        raise ValueError(f"one TRUTH is wanted; got {' '.join([str(args.truth or ''), *behind])}")
    args.truth = Path(behind[0]) if behind else args.truth


def _mode(args: argparse.Namespace) -> str:
    """Which file beside this one does it; what does not go together is refused."""
    if args.batch < 1:
        raise ValueError(f"--batch {args.batch}: at least 1 film a pass is needed")
    if args.limit is not None and args.limit < 1:
        raise ValueError(f"--limit {args.limit}: at least 1 film is needed")
    told = {
        "real": args.real is not None,
        "exam": args.exam is not None and not args.stress,
        "stress": args.stress,
        "not_a_hand": args.not_a_hand is not None,
    }
    asked = [name for name, wanted in told.items() if wanted]
    if len(asked) > 1:
        raise ValueError("--stress goes with TRUTH or --exam, not with --real or --not-a-hand")
    mode = asked[0] if asked else "truth"
    if mode == "truth" and args.truth is None:
        raise ValueError("what is to be measured? Name a TRUTH.json, --real, --exam or --stress")
    if args.truth is not None and mode not in ("truth", "stress"):
        raise ValueError(f"{args.truth}: --{mode.replace('_', '-')} takes no TRUTH; leave it out")
    if args.readings is not None and mode not in ("truth", "real"):
        raise ValueError(
            f"--readings: --{mode.replace('_', '-')} reads films itself; give --weights"
        )
    return mode
