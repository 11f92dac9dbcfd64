"""Fit what weights need to be honest: temperatures, offsets, beta and quality limits, on phantoms.

    boneage-kp calibrate --weights fpn_r50.safetensors
    boneage-kp calibrate --weights fpn_r50.safetensors -n 1000 -o fpn_r50.calibration.json
    boneage-kp calibrate --model holistic/inception_winner --weights a.safetensors b.safetensors
    boneage-kp calibrate --model regional/ensemble.json

Draws two sets that nothing else uses (natural and balanced hands, each -n of them), reads them
without any calibration, and writes FILE.calibration.json beside the weights, where infer and
evaluate find it. It belongs to that weights file alone, by checksum. docs/evaluation.md says more.
"""

import argparse
import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from boneage_kp.cli.holistic_reader import add_holistic, refuse_alone
from boneage_kp.cli.weights_given import only_weights

if TYPE_CHECKING:
    from boneage_kp.engine.predictor import Predictor
    from boneage_kp.study.exam.calibration import Looked

NAME = "calibrate"
SUMMARY = "Fit temperatures, offsets, beta and quality limits of weights on held-out phantoms"
SETS = ("calibration_natural", "calibration_balanced")
LEAST_CONFIDENCE = 0.02  # an empty map's; below it there is nothing to look at


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--weights",
        nargs="+",
        metavar="FILE",
        help="to calibrate; several: --model. A regional ensemble names its own",
    )
    parser.add_argument(
        "--finder", type=Path, metavar="FILE", help="the coarse pass that it will read with"
    )
    parser.add_argument("-n", "--count", type=int, default=1000, help="hands of each set (1000)")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="(beside the weights)")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="where drawn sets are kept")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="that draw (1)")
    parser.add_argument("--batch", type=int, default=1, metavar="N", help="films a pass (1)")
    parser.add_argument("--bf16", action="store_true", help="faster where there is bfloat16")
    add_holistic(parser)


def run(args: argparse.Namespace) -> int:
    from boneage_kp.engine.calibration import calibration_path, write_calibration
    from boneage_kp.engine.finder import NetworkFinder
    from boneage_kp.engine.open_network import open_finder, open_network
    from boneage_kp.engine.predictor import Predictor
    from boneage_kp.quality import QualityLimits
    from boneage_kp.study.exam.calibration import fit
    from boneage_kp.study.exam.exam import load_exam

    if min(args.count, args.batch, args.workers) < 1:
        raise ValueError("-n, --batch and --workers: whole numbers from 1 are wanted")
    args.weights = None if args.weights is None else [Path(one) for one in args.weights]
    if args.model is not None:
        from boneage_kp.cli.calibrate_holistic import run_holistic

        return run_holistic(args)
    refuse_alone(args, ("views",))
    only_weights(args)
    if args.weights is None:
        raise ValueError("which weights are to be calibrated? Give --weights FILE")
    network = open_network(args.weights, None, args.bf16, calibrated=False)
    coarse = None if args.finder is None else open_finder(args.finder, None, args.bf16)
    predictor = Predictor(
        network,
        network.standard,
        None if coarse is None else NetworkFinder(coarse),
        QualityLimits(found_confidence=LEAST_CONFIDENCE),
    )
    natural, balanced = (_looked(predictor, name, args) for name in SETS)
    digests = {name: load_exam(name).parameters.digest() for name in SETS}
    calibration = fit(natural, balanced, network.standard, network.digest, digests)
    if coarse is not None:
        calibration = dataclasses.replace(calibration, finder_sha256=coarse.digest)
    output = args.output or calibration_path(args.weights)
    write_calibration(calibration, output)
    print(f"{output}: beta {calibration.beta:g}, temperatures")
    print("  " + ", ".join(f"{n} {t:.2f}" for n, t in calibration.temperatures.items()))
    print("offsets, the widest of each bone")
    widest = {n: max(values, key=abs) for n, values in calibration.offsets.items()}
    print("  " + ", ".join(f"{n} {o:+.2f}" for n, o in widest.items()))
    for title, values in (
        ("counts", calibration.counts),
        ("limits", calibration.limits),
        ("figures", calibration.figures),
    ):
        print(f"{title}: " + ", ".join(f"{n} {_short(v)}" for n, v in values.items()))
    _warn_of_coverage(calibration.figures["coverage_after"])
    return 0


def _warn_of_coverage(coverage: float | None) -> None:
    from boneage_kp.engine.calibration_fit import COVERAGE

    if coverage is not None and coverage < COVERAGE:
        print(
            f"boneage-kp calibrate: no beta is enough: intervals hold {coverage:.3f} of "
            f"the true ages, {COVERAGE} is wanted: the posteriors rule out what is true. The "
            "intervals of these weights are too narrow; train further",
            file=sys.stderr,
        )


def _looked(predictor: "Predictor", name: str, args: argparse.Namespace) -> "Looked":
    from boneage_kp.cli.evaluate_exam import drawn
    from boneage_kp.cli.progress import Progress
    from boneage_kp.data.formats import coco
    from boneage_kp.study.exam.calibration import look_at
    from boneage_kp.study.exam.exam import load_exam

    path = drawn(load_exam(name), args.cache, args.count, args.workers)
    records = coco.read(path).records
    bar = Progress("films", len(records))
    looked = look_at(
        predictor, records, path.parent, args.batch, lambda done: bar.update(done, done)
    )
    bar.close(len(records))
    return looked


def _short(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"
