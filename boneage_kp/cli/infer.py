"""Read films: 13 bones, their stages, bone age with interval, and a verdict with its reasons.

    boneage-kp infer film.png --sex F --age 10.5 --weights hand.safetensors --vis -o out/
    boneage-kp infer films/ "more/*.jpg" --sex M --weights hand.safetensors
    boneage-kp infer phantoms/annotations.json --weights hand.safetensors

Writes OUT/results.jsonl, one line a film, and with --vis OUT/overlays/*.png. A COCO file gives
sex and age per film. A film that cannot be read does not stop the others; exit code 1 then.
docs/reading.md says more.
"""

import argparse
import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from boneage_kp.cli.infer_sources import FilmFile, films_asked_for
from boneage_kp.cli.progress import Progress
from boneage_kp.schema.records import HandReading, Sex

if TYPE_CHECKING:
    from boneage_kp.engine.films import Film
    from boneage_kp.engine.predictor import Predictor

NAME = "infer"
SUMMARY = "Read films: points, stages, bone age with interval, verdict; overlay pictures"
SOME_FAILED = 1
RESULTS = "results.jsonl"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help="film, folder, glob, or COCO file (.json)"
    )
    parser.add_argument(
        "--weights", type=Path, metavar="FILE", help="of the network (.safetensors)"
    )
    parser.add_argument("--finder", type=Path, metavar="FILE", help="weights of the coarse pass")
    parser.add_argument("--sex", help="F or M, of films whose sex no file gives")
    parser.add_argument("--age", type=float, metavar="YEARS", help="likewise, chronological age")
    parser.add_argument("--standard", default="tw3_rus", metavar="ID", help="(tw3_rus)")
    parser.add_argument("--vis", action="store_true", help="overlay pictures")
    parser.add_argument("-o", "--output", type=Path, default=Path("out"), metavar="DIR")
    parser.add_argument("--batch", type=int, default=1, metavar="N", help="films a pass (1)")
    parser.add_argument("--bf16", action="store_true", help="faster on CPUs and GPUs that have it")


def run(args: argparse.Namespace) -> int:
    _check(args)
    sex = None if args.sex is None else Sex.parse(args.sex)
    films = films_asked_for(args.paths, sex, args.age)
    predictor = _predictor(args)
    args.output.mkdir(parents=True, exist_ok=True)
    counts = {"ok": 0, "review": 0, "rejected": 0, "unreadable": 0}
    bar = Progress("films", len(films))
    results = args.output / RESULTS
    # Unbuffered, a line a write: whoever looks, or pulls the plug, finds whole lines.
    with open(results, "wb", buffering=0) as file:
        for done, (line, kind) in enumerate(_rows(films, predictor, args), start=1):
            file.write(line)
            counts[kind] += 1
            bar.update(done, done)
    bar.close(len(films))
    told = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
    print(f"{results}: {len(films)} films, {told}")
    return SOME_FAILED if counts["unreadable"] else 0


def _check(args: argparse.Namespace) -> None:
    if args.age is not None and not 0 <= args.age <= 120:
        raise ValueError(f"--age {args.age:g}: years from 0 to 120 are wanted")
    if args.batch < 1:
        raise ValueError(f"--batch {args.batch}: at least 1 film a pass is needed")


def _predictor(args: argparse.Namespace) -> "Predictor":
    from boneage_kp.engine.finder import NetworkFinder
    from boneage_kp.engine.network import TorchNetwork, default_weights
    from boneage_kp.engine.predictor import Predictor

    network = TorchNetwork.from_weights(args.weights or default_weights(), args.bf16)
    finder = None
    if args.finder is not None:
        finder = NetworkFinder(TorchNetwork.from_weights(args.finder, args.bf16))
    return Predictor(network, args.standard, finder)


def _rows(
    films: Sequence[FilmFile], predictor: "Predictor", args: argparse.Namespace
) -> Iterator[tuple[bytes, str]]:
    """(line of results.jsonl, verdict or "unreadable") of every film, in their order."""
    from boneage_kp.report.results_row import failed_row, results_row, row_line

    for start in range(0, len(films), args.batch):
        asked = films[start : start + args.batch]
        loaded = [_load(film) for film in asked]
        readings = iter(predictor.read_batch([f for f in loaded if not isinstance(f, str)]))
        for source, film in zip(asked, loaded, strict=True):
            if isinstance(film, str):
                standard = predictor.standard.id
                row = failed_row(source.name, film, standard, source.sex, source.age_years)
                yield row_line(row), "unreadable"
                continue
            reading = next(readings)
            if args.vis:
                _draw(film, reading, args.output / "overlays")
            yield row_line(results_row(reading, film.age_years)), reading.verdict


def _load(source: FilmFile) -> "Film | str":
    """The film, or in words why it cannot be read."""
    import cv2

    from boneage_kp.engine.films import film_of_file
    from boneage_kp.film.image import FilmError

    try:
        return film_of_file(source.path, source.sex, source.age_years, source.name)
    except FilmError as error:
        return str(error)
    except (OSError, MemoryError, cv2.error) as error:
        # A decoder that gives up in its own words must not end the batch.
        first_line = (str(error).strip() or "out of memory").splitlines()[0]
        return f"{source.name}: cannot be decoded ({first_line}); export the film again"


def _draw(film: "Film", reading: HandReading, folder: Path) -> None:
    """The overlay as a PNG, named after the path that was given."""
    import cv2

    from boneage_kp.film.whole_file import write_whole
    from boneage_kp.report.overlay import draw_overlay

    folder.mkdir(parents=True, exist_ok=True)
    picture = draw_overlay(film.grey, reading)
    _, png = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    write_whole(folder / overlay_name(film.name), png.tobytes())


def overlay_name(film_name: str) -> str:
    """A plain file name; the digest of the whole path tells films of one name apart."""
    stem = re.sub(r"[^A-Za-z0-9._-]+", "_", Path(film_name).stem)[:80] or "film"
    return f"{stem}-{hashlib.sha256(film_name.encode('utf-8', 'replace')).hexdigest()[:8]}.png"
