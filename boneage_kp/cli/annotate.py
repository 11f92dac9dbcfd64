"""Open a folder of films in the browser: place points, rate stages, correct the network.

    boneage-kp annotate films/ --rater anna
    boneage-kp annotate films/ --rater anna --next --weights mine.safetensors
    boneage-kp annotate annotations.json --out annotations.json      correct a labelled set in place
    boneage-kp annotate films/ --rater chief --agreement-list adjudicate.json

The page is served on 127.0.0.1 alone. Every action is on the disk before it is answered; the labels
lie in annotations.<rater>.json in the folder. Ends with Ctrl-C. docs/annotate.md says more.
"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from boneage_kp.annotate.desk import Desk
    from boneage_kp.annotate.proposals import NetworkReader

NAME = "annotate"
SUMMARY = "Place points and rate stages in the browser, with the network's proposals"
DEFAULT_PORT = 8710
_INSTALL = "pip install 'boneage-kp[annotate]'"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="of films, or a COCO file")
    parser.add_argument("--rater", default="rater-1", metavar="NAME", help="who reads (rater-1)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="(annotations.<rater>.json)")
    parser.add_argument("--standard", default="tw3_rus", metavar="ID", help="(tw3_rus)")
    parser.add_argument("--next", action="store_true", help="films with most to learn first")
    parser.add_argument(
        "--agreement-list",
        type=Path,
        metavar="FILE",
        help="films to adjudicate, all readings shown",
    )
    parser.add_argument(
        "--dicom-identity", action="store_true", help="show names in DICOM headers on the page"
    )
    parser.add_argument(
        "--recover",
        choices=("ask", "apply", "aside"),
        default="ask",
        help="actions of a killed run when the file was changed since (ask)",
    )
    network = parser.add_argument_group("network")
    network.add_argument("--weights", type=Path, metavar="FILE", help="instead of the shipped ones")
    network.add_argument("--finder", metavar="FILE", help="of the coarse pass; 'none': as they are")
    network.add_argument("--no-proposals", action="store_true", help="ask no network")
    network.add_argument(
        "--confident",
        type=float,
        default=0.9,
        metavar="P",
        help="place and stage at least this sure count as confident (0.9)",
    )
    page = parser.add_argument_group("page")
    page.add_argument("--port", type=int, default=DEFAULT_PORT, metavar="N", help="0: any free one")
    page.add_argument("--no-browser", action="store_true", help="only print the address")


def run(args: argparse.Namespace) -> int:
    try:
        from boneage_kp.annotate.server import Secrets, listen, serve
    except ModuleNotFoundError as error:
        raise ValueError(f"the page needs {error.name}, which is missing: {_INSTALL}") from None

    listening = listen(args.port)
    desk = _open_desk(args)
    known = Secrets()
    address = f"http://127.0.0.1:{listening.getsockname()[1]}/#token={known.token}"
    _tell(desk, address)
    if args.no_browser:
        serve(desk, listening, known)
        return 0
    from boneage_kp.annotate.browser import opened_page

    with opened_page(address):
        serve(desk, listening, known)
    return 0


def _open_desk(args: argparse.Namespace) -> "Desk":
    from boneage_kp.annotate.opening import Wishes, open_desk
    from boneage_kp.cli.infer_sources import films_asked_for

    if not 0 < args.confident <= 1:
        raise ValueError(f"--confident {args.confident:g}: wanted a share above 0, at most 1")
    if not args.folder.exists():
        raise FileNotFoundError(2, "No such file or directory", str(args.folder))
    labels = None if args.folder.is_dir() else args.folder
    if labels is not None and labels.suffix.lower() != ".json":
        raise ValueError(f"{labels}: wanted a folder of films, or a COCO file (.json)")
    root = args.folder if labels is None else args.folder.parent
    films = [
        (film.path, film.sex, None if film.age_years is None else round(12 * film.age_years, 4))
        for film in films_asked_for([str(args.folder)])
    ]
    in_place = labels is not None and args.out is not None and _same(labels, args.out)
    wishes = Wishes(
        rater=args.rater,
        standard_id=args.standard,
        out=args.out,
        labels=None if in_place else labels,
        agreement_list=args.agreement_list,
        make_reader=None if args.no_proposals else _reader_maker(args),
        by_gain=args.next,
        identity_shown=args.dicom_identity,
        recover=args.recover,
        confident=args.confident,
    )
    return open_desk(root, films, wishes)


def _reader_maker(args: argparse.Namespace) -> "Callable[[], NetworkReader]":
    def make() -> "NetworkReader":
        from boneage_kp.annotate.proposals import NetworkReader
        from boneage_kp.engine.batch.predictor import make_predictor

        predictor = make_predictor(args.weights, args.finder, args.standard)
        key = " ".join(f"{part} {digest}" for part, digest in sorted(predictor.digests.items()))
        return NetworkReader(lambda film: predictor.read_batch([film])[0], key, predictor.beta)

    return make


def _same(one: Path, other: Path) -> bool:
    return other.exists() and one.samefile(other)


def _tell(desk: "Desk", address: str) -> None:
    left_out = len(desk.films.left_out)
    more = f"; {left_out} outside it left out" if left_out else ""
    print(f"{len(desk.films)} films in {desk.films.root}{more}")
    print(f"labels: {desk.store.path} (rater {desk.store.rater})")
    print(f"open {address}")
    print("end with Ctrl-C")
    sys.stdout.flush()
