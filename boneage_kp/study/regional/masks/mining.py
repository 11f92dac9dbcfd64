"""Mining: train on few masks, predict the rest, keep the good ones, again and again."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from boneage_kp.data.mask_table import MaskedFilm, write_mask_table
from boneage_kp.film.whole_file import whole_text_file
from boneage_kp.study.regional.masks.choice import good_by_rule, read_choice, write_choice
from boneage_kp.study.regional.masks.job import MaskJob
from boneage_kp.study.regional.masks.page import mask_page
from boneage_kp.study.regional.masks.rounds import Predicted, predict_round, train_round
from boneage_kp.study.regional.masks.rule import MaskRule

Say = Callable[[str], object]
OnFilm = Callable[[int], object]


@dataclass(frozen=True)
class Mined:
    """masks: by the film's name; waits_for: a choice that a person has still to make."""

    masks: Mapping[str, Path]
    last: tuple[Predicted, ...]
    waits_for: Path | None = None


def mine(job: MaskJob, rule: MaskRule, say: Say, on_film: Callable[[int], OnFilm]) -> Mined:
    """All rounds, as far as they can go; finished parts of an earlier call are taken over.

    on_film:  given the number of films to predict, something to call with each one done.
    """
    job.keep()
    masks = dict(job.given)
    last: list[Predicted] = []
    for number in range(job.rounds):
        rest = [name for name in job.films if name not in masks]
        if not rest:
            say("every film has its mask")
            break
        files = job.files(number)
        train_round(job, number, masks)
        last = predict_round(job, files, rest, on_film(len(rest)))
        if job.by_page and not files.choice.is_file():
            with whole_text_file(files.page) as file:
                file.write(mask_page(number, last, rule, files))
            return Mined(masks, tuple(last), files.choice)
        if not files.choice.is_file():
            write_choice(files.choice, number, good_by_rule(last, rule))
        good = read_choice(files.choice, number, last)
        masks |= {name: files.predicted(name) for name in good}
        say(f"round {number}: {len(good)} of {len(rest)} masks are good, {len(masks)} in all")
        if not good:
            say("nothing new was learnt from; draw masks of some films of worst.csv by hand")
            break
    _write_results(job, masks, last, rule)
    return Mined(masks, tuple(last))


def _write_results(
    job: MaskJob, masks: Mapping[str, Path], last: list[Predicted], rule: MaskRule
) -> None:
    rows = [MaskedFilm(job.root / name, masks[name]) for name in sorted(masks)]
    write_mask_table(rows, job.output / "masks.csv")
    left = [one for one in last if one.name not in masks]
    left.sort(key=lambda one: -1.0 if one.measures is None else one.measures.agreement)
    with whole_text_file(job.output / "worst.csv") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("film", "agreement", "why"))
        for one in left:
            if one.measures is None:
                writer.writerow((one.name, "", one.error))
            else:
                why = "; ".join(rule.faults(one.measures)) or "not chosen on the page"
                writer.writerow((one.name, f"{one.measures.agreement:.3f}", why))
