"""Masks of the hand on many films out of masks of few: positive mining, as rounds that resume.

    boneage-kp regional masks --films FILMS --output OUT                     phantoms to begin with
    boneage-kp regional masks --films FILMS --masks MASKS --output OUT --choose page

Each round trains the network on the masks there are, predicts the films that have none, keeps the
largest piece of each, and takes the good ones: by a rule, or by a page that you click through.
With --choose page the command stops after each round; save OUT/round_K/choice.json from
OUT/round_K/page.html and start the same command again. OUT/masks.csv has all masks in the end,
OUT/worst.csv the films to draw by hand; OUT/round_K/weights.safetensors is the network.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from boneage_kp.cli.progress import Progress

NAME = "masks"
SUMMARY = "the mask network and its masks of your films, from few drawn by hand or from none"
WAITS = 3
CONFIG = Path("configs/regional/hand_mask.py")
ROUNDS = 6
PHANTOMS = 0.5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--films", type=Path, required=True, metavar="DIR", help="your films")
    parser.add_argument("--output", "-o", type=Path, required=True, metavar="OUT", help="a folder")
    parser.add_argument(
        "--masks", type=Path, metavar="FILE", help="yours: CSV film,mask, or a folder of NAME.png"
    )
    parser.add_argument("--config", type=Path, default=CONFIG, help=f"({CONFIG})")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N", help=f"({ROUNDS})")
    parser.add_argument(
        "--choose", choices=("rule", "page"), default="rule", help="who says what is good (rule)"
    )
    parser.add_argument(
        "--agreement",
        type=float,
        default=None,
        metavar="SHARE",
        help="of a mask that the rule wants seen again once the film is turned (0.9)",
    )
    parser.add_argument(
        "--phantoms",
        type=float,
        default=PHANTOMS,
        metavar="SHARE",
        help=f"of the films trained on, once there are masks of yours ({PHANTOMS})",
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="as of train"
    )


def run(args: argparse.Namespace) -> int:
    from boneage_kp.study.regional.masks.job import MaskJob, films_under, masks_given
    from boneage_kp.study.regional.masks.mining import mine
    from boneage_kp.study.regional.masks.rule import MaskRule

    _check(args)
    films = films_under(args.films)
    job = MaskJob(
        output=args.output,
        root=args.films,
        films=films,
        given=masks_given(args.masks, args.films, films),
        config=args.config,
        overrides=tuple(args.set),
        phantoms=args.phantoms,
        rounds=args.rounds,
        by_page=args.choose == "page",
    )
    rule = MaskRule() if args.agreement is None else MaskRule(least_agreement=args.agreement)
    mined = mine(job, rule, lambda text: print(text, flush=True), _progress)
    if mined.waits_for is not None:
        print(
            f"open {mined.waits_for.with_name('page.html')}, save your choice as "
            f"{mined.waits_for}, and start the same command again"
        )
        return WAITS
    print(f"{args.output / 'masks.csv'}: {len(mined.masks)} of {len(films)} films have a mask")
    return 0


def _progress(count: int) -> Callable[[int], object]:
    bar = Progress("films", count)

    def done(number: int) -> None:
        bar.update(number, number)
        if number == count:
            bar.close(count)

    return done


def _check(args: argparse.Namespace) -> None:
    if args.rounds < 1:
        raise ValueError(f"--rounds {args.rounds}: a whole number from 1 on is wanted")
    if not 0 <= args.phantoms < 1:
        raise ValueError(
            f"--phantoms {args.phantoms}: a share from 0 to below 1 is wanted; without --masks the "
            "first round sees phantoms alone"
        )
    if args.agreement is not None and not 0 <= args.agreement <= 1:
        raise ValueError(f"--agreement {args.agreement}: a share from 0 to 1 is wanted")
