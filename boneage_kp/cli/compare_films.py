"""Set phantoms beside films of your own: a page for the eye and a table of figures.

    boneage-kp compare-films FILMS.json -o OUT

FILMS.json is any file that check-dataset reads; its films are only looked at. OUT gets beside.png
(phantoms beside films of the same sex and bone age, without names), statistics.txt and
statistics.json (intensity, edges, noise: medians, and how many films lie within the phantoms'
1-99 % range). The table is a report, not a target. The page shows your films: never commit it.
"""

import argparse
import json
from pathlib import Path

from boneage_kp.cli.progress import Progress

NAME = "compare-films"
SUMMARY = "Set phantoms beside films: a page for the eye, a table of figures"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILMS.json", help="films with their hands")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help="a folder")
    parser.add_argument("-n", "--pairs", type=int, default=24, help="films on the page (24)")
    parser.add_argument("--phantoms", type=int, default=200, help="behind the percentiles (200)")
    parser.add_argument("--seed", type=int, default=0, help="decides films and phantoms (0)")
    parser.add_argument("--images", type=Path, help="where file names start (the file's folder)")


def run(args: argparse.Namespace) -> int:
    import cv2

    from boneage_kp.data.checks import read_any
    from boneage_kp.film.whole_file import whole_text_file, write_whole
    from boneage_kp.study.film_comparison.figures import compare, to_text
    from boneage_kp.study.film_comparison.page import beside_page, pick

    if args.pairs < 1 or args.phantoms < 2 or args.seed < 0:
        raise ValueError(
            f"-n {args.pairs}, --phantoms {args.phantoms}, --seed {args.seed}: "
            "at least 1 film, 2 phantoms and seed 0 are needed"
        )
    records = read_any(args.file).records
    if not records:
        raise ValueError(f"{args.file}: no hand is in it; there is nothing to compare with")
    root = args.images or args.file.parent
    args.output.mkdir(parents=True, exist_ok=True)

    bar = Progress("pairs", min(args.pairs, len(records)))
    page = beside_page(
        pick(records, args.pairs, args.seed),
        root,
        args.seed,
        lambda done, _: bar.update(done, done),
    )
    bar.close(min(args.pairs, len(records)))
    write_whole(args.output / "beside.png", cv2.imencode(".png", page)[1].tobytes())

    bar = Progress("pictures", len(records) + args.phantoms)
    found = compare(records, root, args.phantoms, args.seed, lambda done, _: bar.update(done, done))
    bar.close(len(records) + args.phantoms)
    table = to_text(found)
    with whole_text_file(args.output / "statistics.txt") as text:
        text.write(table + "\n")
    with whole_text_file(args.output / "statistics.json") as text:
        text.write(json.dumps(found.to_json(), indent=1) + "\n")
    print(table)
    print(f"\n{args.output / 'beside.png'}: never commit or publish it unless the films are yours")
    return 0
