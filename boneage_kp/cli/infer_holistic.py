"""`infer --model holistic/NAME`: ages by a whole-image system; result files, pages, an index."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from boneage_kp.cli.holistic_reader import make_reader, refuse_others
from boneage_kp.cli.infer_outcomes import gather, tell
from boneage_kp.cli.infer_sources import films_asked_for
from boneage_kp.schema.records import Sex

if TYPE_CHECKING:
    from boneage_kp.engine.batch.films import FilmFile

SOME_FAILED = 1
KINDS = ("read", "unreadable")
_DETECTORS_OWN = ("finder", "backend", "average", "standard", "set", "from_reading")
_ARCHIVES_OWN = ("dicom_out", "keep_identity")


def run_holistic(args: argparse.Namespace) -> int:
    """Read films; 1 when some could not be read."""
    from boneage_kp.engine.batch.films import Shard
    from boneage_kp.engine.batch.folder import BatchFolder
    from boneage_kp.engine.batch.results import BatchResults, result_paths
    from boneage_kp.engine.whole_image.batch import PICTURES, AgeBatch, AgeSettings
    from boneage_kp.report.age_csv import AGES

    _check(args)
    sex = None if args.sex is None else Sex.parse(args.sex)
    films: Sequence[FilmFile] = films_asked_for(args.paths, sex, args.age, args.output)
    shard = None if args.shard is None else Shard.parse(args.shard)
    films = films if shard is None else shard.of(films)
    reader = make_reader(args)
    if reader.intervals is None:
        warn("no interval: these weights with this number of views were never calibrated")
    settings = AgeSettings(args.vis or args.cam, args.cam, args.resume, args.bf16)
    batch = AgeBatch(reader, BatchFolder(args.output, PICTURES), settings)
    batch.folder.make(settings.vis, tidy=shard is None)
    counts = gather(films, batch, BatchResults(args.output, shard, AGES), in_words)
    if settings.vis and shard is None:
        from boneage_kp.report.index.index_page import index_page

        index_page(result_paths(args.output)[0], args.output)
    tell(counts, KINDS, len(films), args.output, shard)
    return SOME_FAILED if counts["unreadable"] else 0


def _check(args: argparse.Namespace) -> None:
    refuse_others(args, (*_DETECTORS_OWN, *_ARCHIVES_OWN))
    if args.batch != 1:
        raise ValueError(
            f"--batch {args.batch} does not go with --model {args.model}: a film is a pass of its "
            "own, over all its views; leave it out"
        )
    if args.engine != "here":
        raise ValueError(f"--engine {args.engine} does not go with --model; leave it out")
    if not args.paths:
        raise ValueError("no films were given; name files, folders or a manifest")


def warn(text: str) -> None:
    print(f"boneage-kp infer: {text}", file=sys.stderr)


def in_words(row: Mapping[str, Any]) -> str:
    """A film's row in a line."""
    if row["error"] is not None:
        return str(row["error"])
    said = f"{row['file']}: {row['bone_age_years']:.2f} years ({row['bone_age_months']:.1f} months)"
    if row["interval_years"] is not None:
        low, high = row["interval_years"]
        said += f", {row['interval_level']:.0%} interval {low:.1f} to {high:.1f} years"
    return said
