"""`infer --model holistic/NAME`: ages by a whole-image system into results.jsonl, and pages."""

import argparse
import sys
from pathlib import Path

from boneage_kp.cli.holistic_reader import make_reader, refuse_others
from boneage_kp.cli.infer_sources import films_asked_for
from boneage_kp.cli.progress import Progress
from boneage_kp.schema.records import Sex

RESULTS = "results.jsonl"
SOME_FAILED = 1
_DETECTORS_OWN = ("finder", "backend", "average", "standard", "resume", "shard", "set")


def run_holistic(args: argparse.Namespace) -> int:
    """Read films; 1 when some could not be read."""
    from boneage_kp.engine.whole_image.batch import AgeBatch
    from boneage_kp.film.whole_file import write_whole
    from boneage_kp.report.results_row import row_line

    refuse_others(args, (*_DETECTORS_OWN, "from_reading", "dicom_out"))
    if args.engine != "here":
        raise ValueError(f"--engine {args.engine} does not go with --model; leave it out")
    if not args.paths:
        raise ValueError("no films were given; name files, folders or a manifest")
    sex = None if args.sex is None else Sex.parse(args.sex)
    films = films_asked_for(args.paths, sex, args.age, args.output)
    reader = make_reader(args)
    if reader.intervals is None:
        warn("no interval: these weights with this number of views were never calibrated")
    args.output.mkdir(parents=True, exist_ok=True)
    batch = AgeBatch(reader, args.output, args.vis or args.cam, args.cam)
    bar = Progress("films", len(films))
    lines, failed = [], 0
    for done, row in enumerate(batch.rows(films), start=1):
        lines.append(row_line(row))
        failed += row["error"] is not None
        if len(films) == 1 or row["error"] is not None:
            print(_told(row))
        bar.update(done, done)
    bar.close(len(films))
    results = Path(args.output) / RESULTS
    write_whole(results, lines)
    print(f"{results}: films read: {len(films) - failed} of {len(films)}")
    return SOME_FAILED if failed else 0


def warn(text: str) -> None:
    print(f"boneage-kp infer: {text}", file=sys.stderr)


def _told(row: dict) -> str:
    """A film's row in a line."""
    if row["error"] is not None:
        return str(row["error"])
    said = f"{row['file']}: {row['bone_age_years']:.2f} years ({row['bone_age_months']:.1f} months)"
    if row["interval_years"] is not None:
        low, high = row["interval_years"]
        said += f", {row['interval_level']:.0%} interval {low:.1f} to {high:.1f} years"
    return said
