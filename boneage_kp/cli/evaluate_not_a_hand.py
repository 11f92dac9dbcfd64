"""`evaluate --not-a-hand N`: how many pictures that are no hands are rejected."""

import argparse
import sys
from pathlib import Path

from boneage_kp.cli.evaluate_films import predictor_for
from boneage_kp.cli.evaluate_output import form_of, put, shown_tables
from boneage_kp.cli.progress import Progress


def run_not_a_hand(args: argparse.Namespace) -> int:
    """Share rejected by kind, and the checks that did it; beside OUT a contact sheet."""
    from boneage_kp.engine.films import film_of_array
    from boneage_kp.schema.records import Sex
    from boneage_kp.standards import load_standard
    from boneage_kp.study.not_a_hand.pictures import KINDS, SEED, no_hands
    from boneage_kp.study.not_a_hand.rejection import rejection_rows, rejection_table

    if args.not_a_hand < 1:
        raise ValueError(f"--not-a-hand {args.not_a_hand}: at least 1 picture is needed")
    form, kinds = form_of(args), _kinds(args.only, tuple(KINDS))
    predictor = predictor_for(args, load_standard(args.standard or "tw3_rus"))
    bar = Progress("pictures", args.not_a_hand)
    found = []
    for number, (kind, grey) in enumerate(no_hands(args.not_a_hand, kinds), start=1):
        # A sex, so that a picture that passes would be given a bone age.
        sex = Sex.FEMALE if number % 2 else Sex.MALE
        found.append((kind, predictor.read(film_of_array(grey, sex, name=f"{kind} {number}"))))
        bar.update(number, number)
    bar.close(args.not_a_hand)
    rows = rejection_rows(found)
    facts = {f"{part} sha256": digest[:12] for part, digest in predictor.digests.items()}
    facts["pictures"] = f"{args.not_a_hand} of {len(kinds)} kinds in turn, seed {SEED}"
    document = {"rows": [vars(row) for row in rows]}
    title = args.title or "Not a hand"
    text = shown_tables(title, [rejection_table(rows)], document, form, facts)
    put(text, args.output, f"{rows[0].rejected} of {rows[0].pictures} rejected")
    if args.output is not None:
        sys.stdout.write(rejection_table(rows).text() + "\n")
        _write_sheet(args.output.with_suffix(".png"))
    return 0


def _kinds(only: str | None, known: tuple[str, ...]) -> tuple[str, ...]:
    if only is None:
        return known
    names = tuple(name.strip() for name in only.split(","))
    for name in names:
        if name not in known:
            raise ValueError(f"--only: {name!r} is unknown; known: {', '.join(known)}")
    return names


def _write_sheet(path: Path) -> None:
    import cv2

    from boneage_kp.film.whole_file import write_whole
    from boneage_kp.study.not_a_hand.pictures import contact_sheet

    write_whole(path, cv2.imencode(".png", contact_sheet())[1].tobytes())
    print(f"{path}: some of the pictures")
