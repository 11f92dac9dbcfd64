"""A person's stages: `infer --set`, and `infer --from` to score a stored reading anew."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from boneage_kp.cli.infer_dicom_out import dicom_out_of
from boneage_kp.cli.score_one import parse_ratings
from boneage_kp.data.formats.faults import FaultList
from boneage_kp.schema.records import HandReading, Sex
from boneage_kp.standards import Standard, load_standard

if TYPE_CHECKING:
    from boneage_kp.engine.batch.correction import Correction
    from boneage_kp.engine.batch.stored import StoredReading
    from boneage_kp.engine.films import Film
    from boneage_kp.engine.upright import Upright


def ratings_of(texts: Sequence[str], standard: Standard) -> dict[str, dict[str, float]]:
    """What `--set` asks for, or every fault in it."""
    faults = FaultList("command line")
    ratings = parse_ratings(texts, standard, faults, "--set ")
    faults.raise_if_any()
    return ratings


def correct_reading(args: argparse.Namespace) -> int:
    """Score a stored reading with the stages that were edited in it or given with `--set`."""
    from boneage_kp.engine.batch.correction import corrected, corrected_row
    from boneage_kp.engine.batch.folder import BatchFolder
    from boneage_kp.engine.batch.results import replace_row, result_paths
    from boneage_kp.engine.batch.stored import load_row, stored_reading

    row = load_row(args.from_reading)
    _check_against(args, row)
    standard = load_standard(row["standard"])
    beta = _beta(args, row)
    stored = stored_reading(row, standard, str(args.from_reading), beta)
    ratings = {**stored.ratings, **ratings_of(args.set, standard)}
    if not ratings:
        raise ValueError(
            f"{args.from_reading}: no stage differs from what the machine read; "
            "change a stage in it, or give --set BONE=STAGE"
        )
    correction = corrected(stored.machine, ratings, standard, beta)
    folder = BatchFolder(args.output)
    folder.make(args.vis, tidy=False)
    pictures = _pictures(args, stored, correction, standard)
    new_row = corrected_row(stored.machine_row, correction)
    folder.write(new_row, pictures)
    replace_row(args.output, new_row)
    if args.vis:
        from boneage_kp.report.index.index_page import index_page

        index_page(result_paths(args.output)[0], args.output)
    _tell(new_row, correction)
    dicom_out = dicom_out_of(args)
    if dicom_out is not None:
        dicom_out.add(new_row, Path(new_row["file"]))
        dicom_out.tell()
    return 1 if dicom_out is not None and dicom_out.failed else 0


def _check_against(args: argparse.Namespace, row: dict) -> None:
    """What the reading was made with is not said otherwise beside it."""
    given = {
        "sex": None if args.sex is None else str(Sex.parse(args.sex)),
        "age_years": args.age,
        "standard": args.standard,
    }
    for name, value in given.items():
        if value is not None and row.get(name) != value:
            raise ValueError(
                f"{args.from_reading}: was read with {name} {row.get(name)}, and {value} is given; "
                "read the film again to change that"
            )


def _beta(args: argparse.Namespace, row: dict) -> float:
    """The exponent of the calibration that the reading was made with."""
    digest = row["digests"].get("calibration")
    if digest is None:
        return 1.0
    from boneage_kp.engine.open_network import calibration_of, default_weights

    path = args.weights or default_weights(args.backend)
    calibration = calibration_of(path)
    if calibration is None or calibration.digest != digest:
        raise ValueError(
            f"{args.from_reading}: was read with a calibration (digest {digest[:12]}) that does "
            f"not belong to {path}; give the weights it was read with: --weights FILE"
        )
    return calibration.beta


def _pictures(
    args: argparse.Namespace,
    stored: "StoredReading",
    correction: "Correction",
    standard: Standard,
) -> dict[str, bytes]:
    """Drawn anew where the very film is still there; else there are none, and that is said."""
    from boneage_kp.engine.batch.films import FilmFile
    from boneage_kp.engine.batch.pictures import Reader, draw_pictures
    from boneage_kp.engine.films import film_of_file
    from boneage_kp.film.image import FilmError

    if not args.vis:
        return {}
    name, sex = stored.machine.file_name, stored.machine.sex
    source = FilmFile(Path(name), name, sex, stored.age_years)
    try:
        film = film_of_file(source.path, sex, stored.age_years, name)
    except FilmError as error:
        print(f"no pictures: {error}", file=sys.stderr)
        return {}
    if film.digest != stored.machine.digests.get("image"):
        print(f"no pictures: {name} is another file than the one that was read", file=sys.stderr)
        return {}
    upright = _upright(film, stored.machine)
    return draw_pictures(
        source, film, correction.machine, correction.person, upright, standard, Reader()
    )


def _upright(film: "Film", reading: HandReading) -> "Upright":
    """What puts the hand upright, by the points that were read."""
    import numpy as np

    from boneage_kp.engine.finder import upright_of
    from boneage_kp.engine.upright import Upright
    from boneage_kp.film.grey import as_grey_255

    points = [bone.xy_px for bone in reading.bones.values()]
    known = np.array([point is not None for point in points])
    if known.sum() < 3:
        return Upright.whole(film.size_hw)
    xy_px = np.array([point or (0.0, 0.0) for point in points])
    return upright_of(as_grey_255(film.grey), xy_px, known)


def _tell(row: dict, correction: "Correction") -> None:
    """Machine and person in a line each."""
    machine = row["correction"]["machine"]
    for who, said in (("machine", machine), ("person", row)):
        age = said["bone_age_years"]
        words = said["bone_age_bound"] or "no bone age" if age is None else f"{age:.2f} years"
        print(f"{who:>8}: score {said['score']}, {words}")
    changes = ", ".join(
        f"{name} {bone['machine_stage'] or 'not found'} > {bone['person_stage']}"
        for name, bone in row["correction"]["bones"].items()
    )
    print(f" changed: {changes}")
