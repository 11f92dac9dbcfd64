"""Read a set of labelled hands, report everything wrong with it in one pass, and describe it.

    boneage-kp check-dataset annotations.json --gallery labels.png
    boneage-kp check-dataset --labels cvat -o cvat_labels.json
    boneage-kp check-dataset export.zip --facts annotations.json --save corrected.json
    boneage-kp check-dataset --agreement annotations.a.json annotations.b.json

Reads the project's COCO format, CVAT's "COCO Keypoints" export (ZIP or JSON) and Label Studio's
JSON export. Exit code 2 when there are faults. docs/annotation_tools.md walks through both tools.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from boneage_kp.cli.check_agreement import check_agreement
from boneage_kp.cli.progress import Progress
from boneage_kp.data.formats.coco_file import HandFile
from boneage_kp.schema.records import HandRecord

NAME = "check-dataset"
SUMMARY = "Report all faults of a labelled set, describe it, draw its labels, convert it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the annotations")
    formats = ("coco", "cvat", "labelstudio")
    parser.add_argument("--format", choices=("auto", *formats), default="auto", help="of FILE")
    parser.add_argument("--standard", metavar="ID", help="of hands that name no standard (tw3_rus)")
    parser.add_argument("--images", type=Path, metavar="DIR", help="where file names start from")
    parser.add_argument("--no-images", action="store_true", help="do not look at the films")
    parser.add_argument("--gallery", type=Path, metavar="PNG", help="draw films with their labels")
    parser.add_argument("--labels", choices=("cvat", "labelstudio"), help="write a label set-up")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="of --labels, --agreement")
    parser.add_argument(
        "--facts",
        type=Path,
        metavar="FILE",
        help="take from this file what FILE lacks: facts of films, rater, unknown keys",
    )
    parser.add_argument(
        "--agreement",
        nargs=2,
        type=Path,
        metavar=("A", "B"),
        help="compare two raters' files; -o names the list of films to adjudicate",
    )
    parser.add_argument("--save", type=Path, metavar="OUT", help="write the set when it is sound")
    parser.add_argument("--as", dest="save_as", choices=formats, default="coco", help="of --save")


def run(args: argparse.Namespace) -> int:
    if args.labels:
        _write_labels(args)
    if args.agreement:
        check_agreement(args.agreement, args.standard or "tw3_rus", args.output)
    if args.file is None:
        if not (args.labels or args.agreement):
            raise ValueError("which file? Give FILE, or --labels, or --agreement A B")
        return 0
    _check(args)
    return 0


def _write_labels(args: argparse.Namespace) -> None:
    from boneage_kp.data.formats.label_setups import SETUPS
    from boneage_kp.film.whole_file import whole_text_file

    make, ending = SETUPS[args.labels]
    target = args.output or Path(f"{args.labels}_labels{ending}")
    text = make(args.standard or "tw3_rus")
    with whole_text_file(target) as file:
        file.write(text)
    print(f"{target}: label set-up for {args.labels}")


def _check(args: argparse.Namespace) -> None:
    """Tell what the set holds and what is wrong with it; faults are raised at the end."""
    from boneage_kp.data.checks import check_set, read_any
    from boneage_kp.data.formats.join import joined
    from boneage_kp.data.set_summary import summarise, to_text

    bar, looked_at = Progress("films", None), 0

    def step(done: int, total: int) -> None:
        nonlocal looked_at
        looked_at, bar.total = done, total
        bar.update(done, done)

    checked = check_set(
        args.file,
        args.format,
        args.standard,
        args.images,
        look_at_images=not args.no_images,
        on_progress=step,
    )
    bar.close(looked_at)
    hands = checked.hands
    if hands is not None and args.facts:
        hands = joined(hands, read_any(args.facts))
    if hands is not None:
        print(f"{args.file}: {to_text(summarise(hands))}")
    if hands is not None and args.gallery:
        _draw_gallery(hands.records, args.images or args.file.parent, args.gallery)
    checked.faults.raise_if_any()
    assert hands is not None, "a refused file has faults"
    if args.save:
        _save(hands, args.save, args.save_as)
    print("\nno faults found" + (" (films not looked at)" if args.no_images else ""))


def _draw_gallery(records: Sequence[HandRecord], root: Path, target: Path) -> None:
    import cv2

    from boneage_kp.data.label_gallery import label_page
    from boneage_kp.film.whole_file import write_whole

    page = cv2.cvtColor(label_page(records, root), cv2.COLOR_RGB2BGR)
    write_whole(target, cv2.imencode(".png", page)[1].tobytes())
    print(f"\n{target}: films with their labels")


def _save(hands: HandFile, target: Path, save_as: str) -> None:
    from boneage_kp.data.formats import coco, cvat, label_studio

    if save_as == "labelstudio":
        label_studio.write(hands, target)
    else:
        {"coco": coco.write, "cvat": cvat.write}[save_as](hands, target)
    print(f"\n{target}: written as {save_as}")
