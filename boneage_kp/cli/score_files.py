"""`score` with a file of hands: a CSV streamed in constant memory, or a COCO file."""

import argparse
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from boneage_kp.cli.progress import Progress
from boneage_kp.cli.score_one import DEFAULT_STANDARD, PLACE, Rated, parse_ratings, with_changes
from boneage_kp.cli.score_output import open_output, write_hand, write_rows
from boneage_kp.cli.score_rows import Hand, result_rows
from boneage_kp.cli.score_sources import CocoSource, CsvSource, open_source
from boneage_kp.data.formats.faults import FaultList
from boneage_kp.report.hand_score import score_hand
from boneage_kp.report.score_json import hand_document
from boneage_kp.report.score_sheet import score_sheet
from boneage_kp.standards import Standard, load_standard

BATCH = 2048
_RULE = "=" * 78


def score_files(args: argparse.Namespace) -> None:
    """Score every hand of the file, or the one that `--hand` names."""
    standard = load_standard(DEFAULT_STANDARD if args.standard is None else args.standard)
    changes = _check_arguments(args, standard)
    path = Path(args.given[0])
    faults = FaultList(path)
    source = open_source(path, standard, args, faults)
    progress = Progress("hands", source.size, args.progress)
    hands = _counted(source, progress)
    chosen = hands if args.hand is None else (h for h in hands if h.hand_id == args.hand)
    with open_output(args.output) as text:
        if args.hand is None:
            count = _write_all(text, args.format or "csv", chosen, args.impute, faults)
        else:
            count = _write_chosen(text, args, chosen, changes, faults)
        if args.hand is not None and count != 1 and not faults.count:
            got = f"names {count or 'no'} hands of the file"
            cure = source.id_cure if count == 0 else "Give each hand an id of its own."
            faults.add(f"--hand {args.hand}", "", got, "wanted the id of one", cure)
        faults.raise_if_any()


def _check_arguments(args: argparse.Namespace, standard: Standard) -> Rated:
    """Refuse what does not go with a file; the result is what `--set` asks for."""
    faults = FaultList(PLACE)
    files = [text for text in args.given if "=" not in text]
    stages = [text for text in args.given if "=" in text]
    strays = [text for text in files if stages and not Path(text).exists()]
    for text in strays:
        faults.add("", "", f"got {text!r} among stages", "wanted BONE=STAGE, e.g. radius=G")
    if strays:
        faults.raise_if_any()
    if len(files) > 1:
        faults.add("", "", f"got {len(files)} files: {' '.join(files)}", "wanted one at a time")
    if stages:
        got = f"got a file ({files[0]}) and stages ({' '.join(stages)})"
        cure = "To change a bone of one hand, use --hand ID --set BONE=STAGE."
        faults.add("", "", got, "wanted one or the other", cure)
    for option, value in (("--sex", args.sex), ("--age", args.age)):
        if value is not None:
            cure = "Put it into the file: one file may hold many children."
            faults.add(option, "", f"got {value!r} beside a file", "wanted it from the file", cure)
    if args.set and args.hand is None:
        cure = "Say which with --hand ID."
        faults.add("--set", "", "got a change and many hands", "a change is for one hand", cure)
    if args.output is not None and _is_same_file(args.output, files[0]):
        got, cure = f"got {args.output!r}, the file that is read", "Its stages would be lost."
        faults.add("--output", "", got, "wanted another file", cure)
    changes = parse_ratings(args.set, standard, faults, "--set ")
    args.given = files or args.given
    faults.raise_if_any()
    return changes


def _is_same_file(one: str, other: str) -> bool:
    """Whether two names mean one file, links followed."""
    return Path(one).exists() and Path(other).exists() and Path(one).samefile(other)


def _counted(source: CsvSource | CocoSource, progress: Progress) -> Iterator[Hand]:
    count = 0
    for hand in source:
        count += 1
        if count % 256 == 0:
            progress.update(count, source.position)
        yield hand
    progress.close(count)


def _write_all(
    text: TextIO, form: str, hands: Iterable[Hand], impute: bool, faults: FaultList
) -> int:
    """Write every hand; once a fault is known, only read on for the others."""
    hands, count = iter(hands), 0
    while batch := list(islice(hands, BATCH)):
        if faults.count == 0:
            if form == "csv":
                write_rows(text, result_rows(batch, impute), header=count == 0)
            else:
                _write_full(text, form, batch, impute, first=count == 0)
        count += len(batch)
    if form == "json":
        text.write("\n]\n")
    return count


def _write_full(text: TextIO, form: str, batch: list[Hand], impute: bool, first: bool) -> None:
    for place, hand in enumerate(batch):
        done = score_hand(hand.standard, hand.sex, hand.ratings_by_name, hand.age_years, impute)
        begin = first and place == 0
        if form == "json":
            document = json.dumps(hand_document(done, hand.hand_id), ensure_ascii=False)
            text.write(("[\n" if begin else ",\n") + document)
        else:
            text.write(("" if begin else f"\n{_RULE}\n") + score_sheet(done, hand.hand_id) + "\n")


def _write_chosen(
    text: TextIO, args: argparse.Namespace, hands: Iterable[Hand], changes: Rated, faults: FaultList
) -> int:
    count = 0
    for hand in hands:
        count += 1
        if faults.count:
            continue
        ratings = {bone: dict(rating) for bone, rating in hand.ratings_by_name.items()}
        before = score_hand(hand.standard, hand.sex, ratings, hand.age_years, args.impute)
        after = with_changes(before, ratings, changes, args.impute)
        write_hand(text, args.format or "text", before, after, hand.hand_id)
    return count
