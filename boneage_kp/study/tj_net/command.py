"""What do TJ-Net's attention and its joint learning do? Networks with and without, drawn.

    boneage-kp benchmark tj-net --weights A --without-cbam B --without-joint C --output out/tj_net
    boneage-kp benchmark tj-net hands.json --weights A --without-joint C --output out/tj_net

Block 4's activation beside the rated bones, the error distribution, the weights from sex to age:
PNGs, one page (index.html) and all figures (figures.json). Films are those of a COCO file with bone
ages; without one, phantoms of an exam. docs/tj_net.md says more.
"""

import argparse
import importlib.util
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

from boneage_kp.film.whole_file import whole_text_file, write_whole
from boneage_kp.study.tj_net.regions import RADIUS

if TYPE_CHECKING:
    from boneage_kp.schema.records import HandRecord
    from boneage_kp.study.tj_net.reading import Trained
    from boneage_kp.study.tj_net.results import Read

NAME = "tj-net"
SUMMARY = "TJ-Net drawn: attention beside the bones, errors and sex weights with joint learning"

FULL, NO_CBAM, NO_JOINT = "TJ-Net", "without CBAM", "without joint learning"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("truth", nargs="?", type=Path, help="COCO file; without it, phantoms")
    parser.add_argument("--weights", type=Path, required=True, metavar="FILE", help="of a TJ-Net")
    parser.add_argument("--without-cbam", type=Path, metavar="FILE", help="the same without CBAM")
    parser.add_argument(
        "--without-joint", type=Path, metavar="FILE", help="the same without joint learning"
    )
    parser.add_argument("--output", type=Path, required=True, metavar="DIR", help="page and PNGs")
    parser.add_argument("--exam", default="natural", help="phantoms to read (natural)")
    parser.add_argument("-n", "--limit", type=int, default=64, metavar="N", help="films read (64)")
    parser.add_argument("--films", type=int, default=4, metavar="N", help="films shown (4)")
    parser.add_argument(
        "--radius", type=float, default=RADIUS, help=f"of a region, in hand lengths ({RADIUS})"
    )
    parser.add_argument("--cache", type=Path, metavar="DIR", help="where phantoms are kept")


def run(args: argparse.Namespace) -> int:
    from boneage_kp.study.tj_net.page import page_of
    from boneage_kp.study.tj_net.results import row_of, to_json
    from boneage_kp.study.tj_net.sections import sections_of

    _check(args)
    networks = _networks(args)
    records, root, films = _films(args)
    read = _read(networks, records, root, args.radius)
    rows = {label: row_of(one) for label, one in read.items()}
    facts = _facts(networks, films)
    args.output.mkdir(parents=True, exist_ok=True)
    with whole_text_file(args.output / "figures.json") as file:
        document = {"facts": facts, "radius": args.radius, "networks": to_json(rows)}
        json.dump(document, file, indent=1, allow_nan=False)
    sections = sections_of(read, rows, root, args.films, args.radius)
    for one in sections:
        if one.picture is not None:
            write_whole(args.output / f"{one.name}.png", one.picture)
    page = args.output / "index.html"
    write_whole(page, page_of("TJ-Net, drawn", facts, sections).encode("utf-8"))
    print(f"{page}: {', '.join(one.name for one in sections)}")
    return 0


def _networks(args: argparse.Namespace) -> "list[Trained]":
    """Those that were given, the whole one first."""
    from boneage_kp.study.tj_net.reading import open_trained

    given = [
        (FULL, args.weights, True, True),
        (NO_CBAM, args.without_cbam, False, True),
        (NO_JOINT, args.without_joint, True, False),
    ]
    return [
        open_trained(label, path, attention, joint)
        for label, path, attention, joint in given
        if path is not None
    ]


def _films(args: argparse.Namespace) -> "tuple[list[HandRecord], Path, str]":
    """Records with a bone age, what their names start from, and what they are in words."""
    from boneage_kp.data.formats import coco
    from boneage_kp.study.drawn_phantoms import cores, told
    from boneage_kp.study.exam.exam import default_cache, draw_exam, load_exam

    path, words = args.truth, "films of a file"
    if path is None:
        exam, cache = load_exam(args.exam), args.cache or default_cache()
        path = draw_exam(exam, cache, args.limit, cores(), told(exam.name))
        words = f"phantoms, drawn: exam {exam.name}, seed {exam.seed}, {exam.versions()}"
    hands = coco.read(path, "tw3_rus")
    known = [r for r in hands.records if r.bone_age_months is not None][: args.limit]
    if not known:
        raise ValueError(
            f"{path}: none of its {len(hands.records)} hands has a bone age; wanted is "
            "bone_age_months of the images"
        )
    return known, path.parent, f"{len(known)} {words}"


def _read(
    networks: "list[Trained]", records: "list[HandRecord]", root: Path, radius: float
) -> "dict[str, Read]":
    """What every network says of every film, by the network's label."""
    from boneage_kp.engine.films import film_of_file
    from boneage_kp.study.tj_net.reading import said_of
    from boneage_kp.study.tj_net.results import Read
    from boneage_kp.study.tj_net.sex_weights import sex_weights

    read = {one.label: Read(one, sex_weights(one.net), []) for one in networks}
    for done, record in enumerate(records, start=1):
        film = film_of_file(root / record.file_name, record.sex, name=record.file_name)
        for one in read.values():
            one.said.append(said_of(one.trained, film, record, radius))
        if done == len(records) or done % 16 == 0:
            print(f"{done} of {len(records)} films read", flush=True)
    return read


def _facts(networks: "list[Trained]", films: str) -> dict[str, str]:
    facts = {"films": films}
    for one in networks:
        learnt = "phantoms alone" if one.network.synthetic else "films that are not all phantoms"
        size_px = one.network.input_hw[0]
        facts[one.label] = (
            f"{one.path.name}, sha256 {one.network.digest[:12]}, {size_px} px, trained on {learnt}"
        )
    return facts | {"use": "research software, not a medical device"}


def _check(args: argparse.Namespace) -> None:
    for name in ("limit", "films"):
        if getattr(args, name) < 1:
            raise ValueError(f"--{name} {getattr(args, name)}: a whole number from 1 on is wanted")
    if not 0 < args.radius < math.inf:
        raise ValueError(f"--radius {args.radius}: hand lengths above 0 are wanted")
    if importlib.util.find_spec("matplotlib") is None:
        raise ValueError("drawing needs matplotlib: pip install 'boneage-kp[study]'")
