"""`score` with the stages of one hand on the command line."""

import argparse
import difflib
from collections.abc import Iterable

from boneage_kp.cli.score_output import open_output, write_hand
from boneage_kp.data.formats.age_text import read_age_years
from boneage_kp.data.formats.faults import FaultList
from boneage_kp.data.formats.rating_text import RatingFault, parse_rating
from boneage_kp.report.hand_score import HandScore, score_hand
from boneage_kp.schema.records import Sex
from boneage_kp.standards import Standard, load_standard

DEFAULT_STANDARD = "tw3_rus"
PLACE = "command line"

Rated = dict[str, dict[str, float]]


def score_one(args: argparse.Namespace) -> None:
    """Score the typed hand, and once more with the changes that `--set` asks for."""
    standard = load_standard(DEFAULT_STANDARD if args.standard is None else args.standard)
    faults = FaultList(PLACE)
    if args.hand is not None:
        faults.add(
            "--hand", "", f"got {args.hand!r} and no file", "wanted a .csv or .json to look in"
        )
    ratings = parse_ratings(args.given, standard, faults)
    changes = parse_ratings(args.set, standard, faults, "--set ")
    sex = parse_sex(args.sex, faults)
    age_years = None if args.age is None else read_age_years(args.age, faults, "--age", "")
    _check_complete(args, ratings, standard, faults)
    faults.raise_if_any()
    assert sex is not None  # parse_sex notes a fault otherwise
    before = score_hand(standard, sex, ratings, age_years, args.impute)
    after = with_changes(before, ratings, changes, args.impute)
    with open_output(args.output) as text:
        write_hand(text, args.format or "text", before, after)


def with_changes(
    before: HandScore, ratings: Rated, changes: Rated, impute: bool
) -> HandScore | None:
    """The same hand with some bones rated anew; None when nothing was to change."""
    if not changes:
        return None
    return score_hand(before.standard, before.sex, ratings | changes, before.age_years, impute)


def parse_ratings(
    texts: Iterable[str], standard: Standard, faults: FaultList, option: str = ""
) -> Rated:
    """'radius=G' and the like to bone -> stage -> probability; every fault is noted.

    option:  what stood before the text, for the messages: "--set ".
    """
    ratings: Rated = {}
    given: dict[str, str] = {}
    for text in texts:
        bone, equals, rating = (piece.strip() for piece in text.partition("="))
        place = f"{option}{text}"
        if not equals or not rating:
            faults.add(place, "", f"got {text!r}", "wanted BONE=STAGE, e.g. radius=G")
        elif bone not in standard.bones:
            near = difflib.get_close_matches(bone.lower(), standard.bones, n=1)
            wanted = f"{standard.id} has: {' '.join(standard.bones)}"
            cure = f"Did you mean {near[0]!r}?" if near else ""
            faults.add(place, "", f"bone {bone!r} is unknown", wanted, cure)
        elif bone in given:
            got = f"bone {bone!r} has two values, {given[bone]!r} and {rating!r}"
            cure = "To change a bone and see both, use --set."
            faults.add(place, "", got, "wanted one", "" if option else cure)
        else:
            given[bone] = rating
            try:
                ratings[bone] = parse_rating(standard, bone, rating)
            except RatingFault as fault:
                faults.add(place, "", fault.got, fault.wanted, fault.cure)
    return ratings


def parse_sex(text: str | None, faults: FaultList) -> Sex | None:
    """The sex, or a fault: there is no score without it."""
    cure = "Girls and boys have different tables, so there is no score without it."
    if text is None:
        faults.add("--sex", "", "is missing", "wanted --sex F or --sex M", cure)
        return None
    try:
        return Sex.parse(text)
    except ValueError:
        faults.add("--sex", "", f"got {text!r}", "wanted F or M", cure)
        return None


def _check_complete(
    args: argparse.Namespace, ratings: Rated, standard: Standard, faults: FaultList
) -> None:
    # A bone that was given with a wrong stage has its own message already.
    named = {text.partition("=")[0].strip() for text in args.given}
    unrated = [bone for bone in standard.bones if bone not in named]
    if not named:
        example = " ".join(f"{bone}={standard.stages[bone][-2]}" for bone in standard.bones[:2])
        cure = f"Example: boneage-kp score --sex F {example} ...; or name a .csv or .json file."
        faults.add(
            "", "", "no stages were given", f"wanted a stage for each bone of {standard.id}", cure
        )
    elif unrated and not args.impute:
        wanted = f"{standard.id} needs all {len(standard.bones)} bones"
        cure = "Rate them, or give --impute to have them estimated from the other bones."
        faults.add("", "", f"not rated: {' '.join(unrated)}", wanted, cure)
