"""Stages of the hand's bones to a skeletal maturity score, a bone age and an interval.

  boneage-kp score --sex F --age 11.5 radius=G ulna=F mc1=G ...   one hand: the sheet of the sum
  boneage-kp score --sex F ... radius=G:0.7,H:0.3                 with doubt: an interval
  boneage-kp score --sex F ... --set radius=H                     one bone changed: old and new
  boneage-kp score hands.csv -o ages.csv                          many hands, one a row
  boneage-kp score film.json --hand 7                             one annotation of a COCO file

Ages are years. A CSV has the columns sex, one per bone, and optionally id and age_years.
"""

import argparse

NAME = "score"
SUMMARY = "Stages of the bones (typed, a CSV, a COCO file) to score, bone age and interval"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "given",
        nargs="*",
        metavar="BONE=STAGE | FILE",
        help="a stage per bone, or one .csv or .json",
    )
    parser.add_argument("--sex", help="F or M; whose tables apply (a file says it itself)")
    parser.add_argument("--age", metavar="YEARS", help="chronological age, for a z-score")
    parser.add_argument(
        "--standard", metavar="ID", help="scoring standard, or its folder (default: tw3_rus)"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="BONE=STAGE",
        help="score once more with this bone changed, and show old and new (repeatable)",
    )
    parser.add_argument("--hand", metavar="ID", help="only the hand of a file that has this id")
    parser.add_argument(
        "--impute", action="store_true", help="estimate bones that were not rated from the others"
    )
    parser.add_argument(
        "--format", choices=("text", "json", "csv"), help="default: text; csv for files"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="write here instead of printing")
    parser.add_argument(
        "--progress",
        action=argparse.BooleanOptionalAction,
        help="progress bar on stderr (default: when it is a terminal)",
    )


def run(args: argparse.Namespace) -> int:
    """Score what was given; see `score_one` and `score_files`."""
    from boneage_kp.cli.score_files import score_files
    from boneage_kp.cli.score_one import score_one

    files = [text for text in args.given if "=" not in text]
    if files:
        score_files(args)
    else:
        score_one(args)
    return 0
