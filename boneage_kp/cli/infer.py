"""Read films: 13 bones, their stages, bone age with interval, and a verdict with its reasons.

    boneage-kp infer film.png --sex F --age 10.5 --vis -o out/
    boneage-kp infer films/ "more/*.dcm" --sex M --resume
    boneage-kp infer manifest.csv --vis                     columns file, sex, age
    boneage-kp infer phantoms/annotations.json --shard 2/4
    boneage-kp infer film.png --sex F --set radius=G        your stage beside the machine's
    boneage-kp infer --from out/readings/film-1a2b3c.json --set radius=G -o out/
    boneage-kp infer film.png --sex F --model holistic/inception_winner --weights a.safetensors

Writes OUT/results.jsonl and results.csv, a line a film as films are read, and OUT/readings/*.json;
with --vis also overlays/*.png, pages/*.html and index.html. A film that cannot be read stands there
with its reason and does not stop the others; exit code 1 then. docs/batch.md says more, and
docs/dicom_out.md what --dicom-out DIR --keep-identity leaves for a hospital's archive.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from boneage_kp.cli.holistic_reader import add_holistic, refuse_alone
from boneage_kp.cli.infer_dicom_out import add_dicom_out, check_dicom_out, dicom_out_of
from boneage_kp.cli.infer_sources import films_asked_for
from boneage_kp.cli.progress import Progress
from boneage_kp.cli.weights_given import add_weights, only_weights, take_weights
from boneage_kp.runtime.backends import BACKENDS
from boneage_kp.schema.records import Sex

if TYPE_CHECKING:
    from boneage_kp.cli.infer_dicom_out import DicomOut
    from boneage_kp.engine.batch.films import FilmFile, Shard
    from boneage_kp.engine.batch.run import Batch

NAME = "infer"
SUMMARY = "Read films: points, stages, bone age with interval, verdict; pages and pictures"
SOME_FAILED = 1
DEFAULT_STANDARD = "tw3_rus"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="film, folder, glob, COCO file, or CSV manifest"
    )
    parser.add_argument("--sex", help="F or M, of films whose sex no file gives")
    parser.add_argument("--age", type=float, metavar="YEARS", help="likewise, chronological age")
    parser.add_argument("--standard", metavar="ID", help=f"({DEFAULT_STANDARD})")
    parser.add_argument("--vis", action="store_true", help="overlays, pages and an index")
    parser.add_argument("-o", "--output", type=Path, default=Path("out"), metavar="DIR")
    add_dicom_out(parser)
    network = parser.add_argument_group("network")
    add_weights(network, "instead of the shipped ones")
    network.add_argument(
        "--finder", metavar="FILE", help="weights of the coarse pass; 'none': films as they are"
    )
    network.add_argument(
        "--backend", choices=BACKENDS, help="what computes (by the file: .onnx or .safetensors)"
    )
    network.add_argument("--batch", type=int, default=1, metavar="N", help="films a pass (1)")
    network.add_argument("--bf16", action="store_true", help="faster on CPUs and GPUs that have it")
    network.add_argument(
        "--average",
        nargs="+",
        default=[],
        metavar="KIND",
        help="ask for several views of each film and average: flips, scales, or both",
    )
    many = parser.add_argument_group("many films")
    many.add_argument("--resume", action="store_true", help="go on where an earlier run stopped")
    many.add_argument("--shard", metavar="I/N", help="only part I of N; results carry its number")
    many.add_argument("--engine", choices=["here", "ray"], default="here", help="(here)")
    many.add_argument("--workers", type=int, default=2, metavar="N", help="for --engine ray (2)")
    person = parser.add_argument_group("a person's stages")
    person.add_argument(
        "--set", action="append", default=[], metavar="BONE=STAGE", help="of one film; repeatable"
    )
    person.add_argument(
        "--from", dest="from_reading", type=Path, metavar="FILE", help="a reading to score anew"
    )
    whole = add_holistic(parser)
    whole.add_argument("--cam", action="store_true", help="pages with where the age comes from")


def run(args: argparse.Namespace) -> int:
    args.paths = [*args.paths, *take_weights(args)]
    if args.model is not None:
        from boneage_kp.cli.infer_holistic import run_holistic

        _check_age(args)
        return run_holistic(args)
    refuse_alone(args, ("views", "cam"))
    only_weights(args)
    _check(args)
    args.vis = args.vis or args.dicom_out is not None  # the capture is the overlay
    if args.from_reading is not None:
        from boneage_kp.cli.infer_correct import correct_reading

        return correct_reading(args)
    from boneage_kp.engine.batch.films import Shard
    from boneage_kp.engine.batch.results import result_paths

    sex = None if args.sex is None else Sex.parse(args.sex)
    films: Sequence[FilmFile] = films_asked_for(args.paths, sex, args.age, args.output)
    shard = None if args.shard is None else Shard.parse(args.shard)
    films = films if shard is None else shard.of(films)
    if args.set and len(films) != 1:
        raise ValueError(f"--set with {len(films)} films: a change of stages is for one film")
    batch = make_batch(args)
    batch.folder.make(args.vis, tidy=shard is None)
    if args.engine == "ray":
        from boneage_kp.cli.infer_ray import read_on_cluster

        if not args.resume:
            batch.folder.forget(films)
        read_on_cluster(args, films, make_batch)
        batch.settings = replace(batch.settings, resume=True)
    dicom_out = dicom_out_of(args)
    counts = _read(films, batch, args.output, shard, dicom_out)
    if not args.resume:
        counts["resumed"] = 0  # what a cluster has just read is no earlier run's
    if args.vis and shard is None:  # parts share a folder: the run that gathers them writes it
        from boneage_kp.report.index import index_page

        index_page(result_paths(args.output)[0], args.output)
    _tell(counts, len(films), args.output, shard)
    if dicom_out is not None:
        dicom_out.tell()
    lacking = counts["unreadable"] or (dicom_out is not None and dicom_out.failed)
    return SOME_FAILED if lacking else 0


def _check(args: argparse.Namespace) -> None:
    check_dicom_out(args)
    _check_age(args)
    for name in ("batch", "workers"):
        if getattr(args, name) < 1:
            raise ValueError(f"--{name} {getattr(args, name)}: at least 1 is wanted")
    if args.from_reading is None and not args.paths:
        raise ValueError("no films were given; name files, folders, a manifest, or --from FILE")
    if args.from_reading is not None and args.paths:
        raise ValueError(
            f"--from {args.from_reading} and {args.paths[0]}: --from scores one reading anew and "
            "reads no films; give one of them"
        )
    if args.set and args.resume:
        raise ValueError(
            "--set with --resume: to change stages of a film that was read, give its reading: "
            "--from OUT/readings/NAME.json --set BONE=STAGE"
        )
    if args.set and args.engine == "ray":
        raise ValueError("--set with --engine ray: a change is for one film; leave --engine out")


def _check_age(args: argparse.Namespace) -> None:
    if args.age is not None and not 0 <= args.age <= 120:
        raise ValueError(f"--age {args.age:g}: years from 0 to 120 are wanted")


def make_batch(args: argparse.Namespace) -> "Batch":
    """The batch that the command's arguments ask for."""
    from boneage_kp.cli.infer_correct import ratings_of
    from boneage_kp.engine.batch.folder import BatchFolder
    from boneage_kp.engine.batch.predictor import make_predictor, reader_of
    from boneage_kp.engine.batch.run import Batch
    from boneage_kp.engine.batch.settings import BatchSettings

    standard = args.standard or DEFAULT_STANDARD
    predictor = make_predictor(
        args.weights, args.finder, standard, args.bf16, args.average, args.backend
    )
    settings = BatchSettings(
        batch=args.batch,
        vis=args.vis,
        resume=args.resume,
        bf16=args.bf16,
        average=tuple(args.average),
        backend=args.backend,
        ratings=ratings_of(args.set, predictor.standard),
    )
    reader = reader_of(args.weights, args.backend)
    return Batch(predictor, BatchFolder(args.output), settings, reader=reader)


def _read(
    films: "Sequence[FilmFile]",
    batch: "Batch",
    folder: Path,
    shard: "Shard | None",
    dicom_out: "DicomOut | None",
) -> dict[str, int]:
    """All films' rows into the result files; how many there are of each kind."""
    from boneage_kp.engine.batch.results import BatchResults

    counts = {"ok": 0, "review": 0, "rejected": 0, "unreadable": 0, "resumed": 0}
    bar = Progress("films", len(films))
    with BatchResults(folder, shard) as results:
        for done, outcome in enumerate(batch.outcomes(films), start=1):
            results.add(outcome.row)
            if dicom_out is not None:
                dicom_out.add(outcome.row, outcome.film.path)
            counts[outcome.kind] += 1
            counts["resumed"] += outcome.resumed
            bar.update(done, done)
    bar.close(len(films))
    return counts


def _tell(counts: dict[str, int], total: int, folder: Path, shard: "Shard | None") -> None:
    from boneage_kp.engine.batch.results import result_paths

    kinds = ("ok", "review", "rejected", "unreadable")
    told = ", ".join(f"{counts[kind]} {kind}" for kind in kinds if counts[kind])
    more = f"; {counts['resumed']} of them were finished before" if counts["resumed"] else ""
    print(f"{result_paths(folder, shard)[0]}: {total} films, {told}{more}")
