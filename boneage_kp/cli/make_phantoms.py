"""Draw a set of phantoms: hand radiographs simulated from anatomy, with exact labels.

    boneage-kp make-phantoms OUT -n 5000 --seed 7

makes OUT/images/*.png and OUT/annotations.json (COCO keypoints with stages, sex, ages, spacing,
side, absent bones). The same command goes on with an interrupted set. docs/phantoms.md lists the
parameters that --set takes.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from boneage_kp.cli.progress import Progress

NAME = "make-phantoms"
SUMMARY = "Draw hand radiographs with exact labels: PNGs and one COCO file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", type=Path, metavar="OUT", help="folder of the set; made if missing")
    parser.add_argument("-n", "--count", type=int, help="how many films")
    parser.add_argument("--seed", type=int, default=0, help="with the index it decides a film (0)")
    parser.add_argument("--start", type=int, default=0, help="first index, for a set in shards (0)")
    parser.add_argument("--size", type=int, help="longer side in pixels, 128 to 2048 (1024)")
    parser.add_argument("--workers", type=int, help="processes (one per core)")
    parser.add_argument("--masks", action="store_true", help="exact masks: OUT/masks/*.json")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument(
        "--natural",
        dest="mode",
        action="store_const",
        const="natural",
        help="bone age uniform, stages as in life (the default)",
    )
    mode.add_argument(
        "--balanced",
        dest="mode",
        action="store_const",
        const="balanced",
        help="every stage of every bone about equally often, for training",
    )
    parser.add_argument("--clean", action="store_true", help="every nuisance off")
    parser.add_argument("--bits", type=int, choices=(8, 12), help="grey depth (8)")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="one parameter, such as film.jpeg.probability=0.2; may be repeated",
    )
    parser.add_argument("--gallery", action="store_true", help="contact sheets: OUT/gallery/*.png")


def run(args: argparse.Namespace) -> int:
    from boneage_kp.phantom.workers import WorkerError

    if args.count is None and not args.gallery:
        raise ValueError("how many films? Give -n COUNT, or --gallery for the contact sheets alone")
    workers = _workers(args.workers)
    parameters = parameters_of(args)
    if args.count is not None:
        try:
            _write_set(args, parameters, workers)
        except WorkerError as error:
            # No bad input: the message says what happened and how to go on.
            print(f"boneage-kp {NAME}: {error}", file=sys.stderr)
            return 1
    if args.gallery:
        _write_gallery(args, parameters)
    return 0


def parameters_of(args: argparse.Namespace) -> Any:
    """The generator's parameters: defaults, then --clean, then the flags, then every --set."""
    from boneage_kp.phantom.parameters import PhantomParameters

    base = PhantomParameters().clean() if args.clean else PhantomParameters()
    given: dict[str, Any] = base.to_mapping()
    if args.size is not None:
        given["size_px"] = args.size
    if args.mode is not None:
        given["sampling.mode"] = args.mode
    if args.bits is not None:
        given["film.twelve_bit"] = {"probability": float(args.bits == 12), "strength": 1.0}
    for text in args.set:
        name, value = _setting(text)
        given[name] = value
    return PhantomParameters.from_mapping(given)


def _setting(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise ValueError(f"--set {text!r} is no setting; write NAME=VALUE, such as size_px=512")
    try:
        return name.strip(), json.loads(value)
    except json.JSONDecodeError:
        return name.strip(), value


def _workers(asked: int | None) -> int:
    if asked is None:
        # What this process may use, which under containers is less than what the machine has.
        usable = getattr(os, "sched_getaffinity", None)
        return len(usable(0)) if usable else os.cpu_count() or 1
    if asked < 1:
        raise ValueError(f"--workers {asked}: at least 1 process is needed")
    return asked


def _write_set(args: argparse.Namespace, parameters: Any, workers: int) -> None:
    from boneage_kp.data.phantom_set import coco_maker
    from boneage_kp.phantom.dataset_writer import SetPlan, write_set
    from boneage_kp.phantom.generate import generate
    from boneage_kp.phantom.parameters import GENERATOR_VERSION

    plan = SetPlan(
        count=args.count,
        seed=args.seed,
        start=args.start,
        parameters=parameters,
        parameter_values=parameters.to_mapping(),
        parameter_digest=parameters.digest(),
        generator_version=GENERATOR_VERSION,
        with_masks=args.masks,
    )
    bar = _Bar("films")
    index = write_set(args.out, plan, coco_maker(generate), workers, bar.at)
    bar.close()
    print(f"{index}: {args.count:,} films")
    print(f"check it with: boneage-kp check-dataset {index} --gallery {args.out / 'labels.png'}")


def _write_gallery(args: argparse.Namespace, parameters: Any) -> None:
    from boneage_kp.phantom.gallery import write_gallery
    from boneage_kp.phantom.generate import generate

    bar = _Bar("hands")
    sheets = write_gallery(
        args.out / "gallery", generate, parameters, args.seed, on_progress=bar.at
    )
    bar.close()
    for sheet in sheets:
        print(sheet)


class _Bar:
    """Progress of a run that may begin in the middle: the rate counts what this run made."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.bar: Progress | None = None
        self.begun_at = self.done = 0

    def at(self, done: int, total: int) -> None:
        if self.bar is None:
            self.begun_at = done
            self.bar = Progress(self.what, total - done)
        self.done = done
        self.bar.update(done - self.begun_at, done - self.begun_at)

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close(self.done - self.begun_at)
