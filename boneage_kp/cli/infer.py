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
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from boneage_kp.cli.holistic_reader import refuse_alone
from boneage_kp.cli.infer_arguments import (
    DEFAULT_STANDARD,
    add_arguments,
    check_age,
    check_arguments,
)
from boneage_kp.cli.infer_dicom_out import dicom_out_of
from boneage_kp.cli.infer_outcomes import RESUMED, gather, tell
from boneage_kp.cli.infer_sources import films_asked_for
from boneage_kp.cli.weights_given import only_weights, take_weights
from boneage_kp.schema.records import Sex

if TYPE_CHECKING:
    from boneage_kp.cli.infer_dicom_out import DicomOut
    from boneage_kp.engine.batch.films import FilmFile
    from boneage_kp.engine.batch.loop import Outcome
    from boneage_kp.engine.batch.run import Batch

NAME = "infer"
SUMMARY = "Read films: points, stages, bone age with interval, verdict; pages and pictures"
SOME_FAILED = 1
KINDS = ("ok", "review", "rejected", "unreadable")

__all__ = ["NAME", "SUMMARY", "add_arguments", "run"]


def run(args: argparse.Namespace) -> int:
    args.paths = [*args.paths, *take_weights(args)]
    if args.model is not None:
        from boneage_kp.cli.infer_holistic import run_holistic

        check_age(args)
        return run_holistic(args)
    refuse_alone(args, ("views", "cam"))
    only_weights(args)
    check_arguments(args)
    args.vis = args.vis or args.dicom_out is not None  # the capture is the overlay
    if args.from_reading is not None:
        from boneage_kp.cli.infer_correct import correct_reading

        return correct_reading(args)
    from boneage_kp.engine.batch.films import Shard
    from boneage_kp.engine.batch.results import BatchResults, result_paths
    from boneage_kp.report.row_words import row_words

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
    counts = gather(films, batch, BatchResults(args.output, shard), row_words, _filed(dicom_out))
    if not args.resume:
        counts[RESUMED] = 0  # what a cluster has just read is no earlier run's
    if args.vis and shard is None:  # parts share a folder: the run that gathers them writes it
        from boneage_kp.report.index.index_page import index_page

        index_page(result_paths(args.output)[0], args.output)
    tell(counts, KINDS, len(films), args.output, shard)
    if dicom_out is not None:
        dicom_out.tell()
    lacking = counts["unreadable"] or (dicom_out is not None and dicom_out.failed)
    return SOME_FAILED if lacking else 0


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


def _filed(dicom_out: "DicomOut | None") -> "Callable[[Outcome], None] | None":
    """What is done with each outcome for a hospital's archive, if that was asked for."""
    if dicom_out is None:
        return None
    return lambda outcome: dicom_out.add(outcome.row, outcome.film.path)
